package dev.sluice.system;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Anthropic's client for Java. */
final class AnthropicAsker implements Asker {
    private static final Tool WEATHER = Tool.builder()
            .name(TOOL)
            .description("The weather of a town.")
            .inputSchema(Tool.InputSchema.builder()
                    .properties(Tool.InputSchema.Properties.builder()
                            .putAdditionalProperty("city", JsonValue.from(Map.of("type", "string")))
                            .build())
                    .build())
            .build();

    private final AnthropicClient client;

    AnthropicAsker(URI base, String key) {
        client = AnthropicOkHttpClient.builder()
                .baseUrl(base.toString())
                .apiKey(key)
                .maxRetries(0)
                .timeout(Duration.ofSeconds(30))
                .build();
    }

    @Override
    public Said ask(String model, boolean stream, int maxTokens) {
        return said(answer(params(model, QUESTION).maxTokens(maxTokens), stream));
    }

    @Override
    public Said call(String model, boolean stream) {
        return said(answer(params(model, CALL).addTool(WEATHER), stream));
    }

    @Override
    public Said callAndTell(String model, boolean stream) {
        MessageCreateParams.Builder params = params(model, CALL).addTool(WEATHER);
        Message called = answer(params, stream);
        ToolResultBlockParam result = ToolResultBlockParam.builder()
                .toolUseId(use(called).id())
                .content(RESULT)
                .build();
        params.addMessage(called).addUserMessageOfContentBlockParams(List.of(ContentBlockParam.ofToolResult(result)));
        return said(answer(params, stream));
    }

    private static MessageCreateParams.Builder params(String model, String question) {
        return MessageCreateParams.builder()
                .model(model)
                .maxTokens(10_000)
                .system(SYSTEM)
                .addUserMessage(question);
    }

    private Message answer(MessageCreateParams.Builder params, boolean stream) {
        if (!stream) return client.messages().create(params.build()).validate();
        MessageAccumulator all = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> events = client.messages().createStreaming(params.build())) {
            events.stream().forEach(event -> all.accumulate(event.validate()));
        }
        return all.message().validate();
    }

    private static ToolUseBlock use(Message message) {
        return message.content().stream()
                .filter(ContentBlock::isToolUse)
                .findFirst()
                .map(ContentBlock::asToolUse)
                .orElse(null);
    }

    private static Said said(Message message) {
        StringBuilder text = new StringBuilder();
        message.content().forEach(block -> block.text().ifPresent(said -> text.append(said.text())));
        ToolUseBlock use = use(message);
        String tool = use == null ? null : use.name();
        return new Said(
                text.toString(),
                Said.finish(message.stopReason().orElseThrow().asString(), tool),
                message.usage().inputTokens(),
                message.usage().outputTokens(),
                tool,
                use == null ? null : use._input().convert(Map.class));
    }

    @Override
    public void close() {
        client.close();
    }
}
