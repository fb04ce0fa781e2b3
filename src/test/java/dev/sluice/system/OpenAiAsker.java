package dev.sluice.system;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.completions.CompletionUsage;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** OpenAI's client for Java. */
final class OpenAiAsker implements Asker {
    private static final FunctionDefinition WEATHER = FunctionDefinition.builder()
            .name(TOOL)
            .description("The weather of a town.")
            .parameters(FunctionParameters.builder()
                    .putAdditionalProperty("type", JsonValue.from("object"))
                    .putAdditionalProperty("properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                    .build())
            .build();

    private final OpenAIClient client;

    OpenAiAsker(URI base, String key) {
        client = OpenAIOkHttpClient.builder()
                .baseUrl(base.resolve("/v1").toString())
                .apiKey(key)
                .maxRetries(0)
                .timeout(Duration.ofSeconds(30))
                .build();
    }

    @Override
    public Said ask(String model, boolean stream, int maxTokens) {
        return said(answer(params(model, QUESTION).maxCompletionTokens(maxTokens), stream));
    }

    @Override
    public Said call(String model, boolean stream) {
        return said(answer(params(model, CALL).addFunctionTool(WEATHER), stream));
    }

    @Override
    public Said callAndTell(String model, boolean stream) {
        ChatCompletionCreateParams.Builder params = params(model, CALL).addFunctionTool(WEATHER);
        ChatCompletionMessage message = answer(params, stream).choices().get(0).message();
        String id = message.toolCalls().orElseThrow().get(0).asFunction().id();
        params.addMessage(message)
                .addMessage(ChatCompletionToolMessageParam.builder()
                        .toolCallId(id)
                        .content(RESULT)
                        .build());
        return said(answer(params, stream));
    }

    private static ChatCompletionCreateParams.Builder params(String model, String question) {
        return ChatCompletionCreateParams.builder()
                .model(model)
                .addSystemMessage(SYSTEM)
                .addUserMessage(question);
    }

    private ChatCompletion answer(ChatCompletionCreateParams.Builder params, boolean stream) {
        if (!stream) return client.chat().completions().create(params.build()).validate();
        ChatCompletionStreamOptions usage =
                ChatCompletionStreamOptions.builder().includeUsage(true).build();
        ChatCompletionCreateParams streamed =
                params.build().toBuilder().streamOptions(usage).build();
        ChatCompletionAccumulator all = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> chunks =
                client.chat().completions().createStreaming(streamed)) {
            chunks.stream().forEach(chunk -> all.accumulate(chunk.validate()));
        }
        return all.chatCompletion();
    }

    private static Said said(ChatCompletion answer) {
        ChatCompletion.Choice choice = answer.choices().get(0);
        CompletionUsage usage = answer.usage().orElseThrow();
        String tool = null;
        Map<?, ?> arguments = null;
        // Where none is called, the accumulator's list is empty and the whole answer's is absent.
        List<ChatCompletionMessageToolCall> calls = choice.message().toolCalls().orElse(List.of());
        if (!calls.isEmpty()) {
            ChatCompletionMessageFunctionToolCall.Function call =
                    calls.get(0).asFunction().function();
            tool = call.name();
            arguments = new JsonObject(call.arguments()).getMap();
        }
        return new Said(
                choice.message().content().orElse(""),
                Said.finish(choice.finishReason().asString(), tool),
                usage.promptTokens(),
                usage.completionTokens(),
                tool,
                arguments);
    }

    @Override
    public void close() {
        client.close();
    }
}
