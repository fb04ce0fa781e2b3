package dev.sluice.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageContentParam;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolChoiceAny;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Anthropic's official client takes the simulator for the real thing. */
class AnthropicFaceTest extends SimulatorTestBase {
    private static final Tool WEATHER = Tool.builder()
            .name("get_weather")
            .description("The weather somewhere")
            .inputSchema(Tool.InputSchema.builder()
                    .properties(Tool.InputSchema.Properties.builder()
                            .putAdditionalProperty("city", JsonValue.from(Map.of("type", "string")))
                            .build())
                    .required(List.of("city"))
                    .build())
            .build();

    private AnthropicClient client;

    @BeforeEach
    void connect() {
        client = client("sk-ant-any");
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Override
    SimulatorOptions options() {
        return new SimulatorOptions("127.0.0.1", 0, "sk-ant-any");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tellsTheSameTextAsTheOtherFace(boolean stream) {
        Message message = ask(params("sim-instant").build(), stream);
        String expected = Simulator.expectedText("sim", user(QUESTION));
        assertEquals(expected, message.content().get(0).asText().text());
        assertEquals(Tokeniser.count(expected), message.usage().outputTokens());
        assertTrue(message.usage().inputTokens() > 10);
        assertEquals(StopReason.END_TURN, message.stopReason().orElseThrow());
        assertTrue(message.id().startsWith("msg_01"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void callsAToolAndTakesItsResult(boolean stream) {
        MessageCreateParams.Builder params = params("sim-instant")
                .addTool(WEATHER)
                .toolChoice(ToolChoiceAny.builder().build());
        Message message = ask(params.build(), stream);
        ToolUseBlock call = message.content().get(0).asToolUse();
        assertEquals(StopReason.TOOL_USE, message.stopReason().orElseThrow());
        assertEquals("get_weather", call.name());
        Map<?, ?> input = call._input().convert(Map.class);
        assertTrue(input.get("city") instanceof String city && !city.isEmpty(), input.toString());
        ContentBlockParam result = ContentBlockParam.ofToolResult(ToolResultBlockParam.builder()
                .toolUseId(call.id())
                .content("Sunny")
                .build());
        Message next = ask(
                params("sim-instant")
                        .addTool(WEATHER)
                        .addMessage(message)
                        .addUserMessage(MessageContentParam.ofContentBlockParams(List.of(result)))
                        .build(),
                stream);
        assertEquals(StopReason.END_TURN, next.stopReason().orElseThrow());
        assertTrue(next.content().get(0).isText());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void endsAtALimitOrAStopSequence(boolean stream) {
        Message limited = ask(params("sim-instant").maxTokens(3).build(), stream);
        assertEquals(StopReason.MAX_TOKENS, limited.stopReason().orElseThrow());
        assertEquals(3, limited.usage().outputTokens());
        Message stopped = ask(
                params("sim-instant")
                        .stopSequences(List.of("never there", "the"))
                        .build(),
                stream);
        assertEquals(StopReason.STOP_SEQUENCE, stopped.stopReason().orElseThrow());
        assertEquals("the", stopped.stopSequence().orElseThrow());
    }

    @Test
    void aSystemPromptCountsLikeTheOtherFaces() {
        Message message = ask(params("sim-instant").system("Be brief.").build(), false);
        JsonArray messages = new JsonArray()
                .add(new JsonObject().put("role", "system").put("content", "Be brief."))
                .addAll(user(QUESTION));
        assertEquals(
                Simulator.expectedText("sim", messages),
                message.content().get(0).asText().text());
    }

    @Test
    void refusesInAnthropicsWords() {
        assertThrows(RateLimitException.class, () -> ask(params("sim;fault=429").build(), false));
        assertThrows(NotFoundException.class, () -> ask(params("gpt").build(), false));
        AnthropicServiceException overloaded = assertThrows(
                AnthropicServiceException.class,
                () -> ask(params("sim;fault=503").build(), true));
        assertEquals(529, overloaded.statusCode());
        assertTrue(overloaded.getMessage().contains("overloaded_error"), overloaded.getMessage());
        MessageCreateParams unknown = params("sim")
                .putAdditionalBodyProperty("logit_bias", JsonValue.from(1))
                .build();
        assertThrows(BadRequestException.class, () -> ask(unknown, false));
        AnthropicClient stranger = client("wrong");
        assertThrows(
                UnauthorizedException.class,
                () -> stranger.messages().create(params("sim").build()));
        stranger.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fault=error-in-200", "fault=error-in-200;at=0", "fault=cut", "fault=rst"})
    void aBrokenStreamIsNoAnswerToTheClient(String fault) {
        assertThrows(
                RuntimeException.class, () -> ask(params("sim-instant;" + fault).build(), true));
    }

    private Message ask(MessageCreateParams params, boolean stream) {
        if (!stream) return client.messages().create(params).validate();
        MessageAccumulator all = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> events = client.messages().createStreaming(params)) {
            events.stream().forEach(event -> all.accumulate(event.validate()));
        }
        return all.message().validate();
    }

    private AnthropicClient client(String key) {
        return AnthropicOkHttpClient.builder()
                .baseUrl("http://127.0.0.1:" + port)
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    private static MessageCreateParams.Builder params(String model) {
        return MessageCreateParams.builder().model(model).maxTokens(100_000).addUserMessage(QUESTION);
    }
}
