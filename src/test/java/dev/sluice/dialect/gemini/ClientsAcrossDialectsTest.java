package dev.sluice.dialect.gemini;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.genai.Client;
import com.google.genai.errors.ApiException;
import com.google.genai.types.Content;
import com.google.genai.types.FinishReason;
import com.google.genai.types.FunctionCall;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.GoogleSearch;
import com.google.genai.types.Part;
import com.google.genai.types.Tool;
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
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import dev.sluice.simulator.GenAiSdk;
import dev.sluice.simulator.Simulator;
import dev.sluice.simulator.SimulatorOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Google's client reads an OpenAI provider, and OpenAI's client a Gemini provider, through the translations alone. */
final class ClientsAcrossDialectsTest {
    private static final String QUESTION = "Why is the sky blue?";
    private static final GenerateContentConfig BRIEF = GenerateContentConfig.builder()
            .systemInstruction(Content.fromParts(Part.fromText("Be brief.")))
            .build();

    private static Vertx vertx;
    private static Simulator simulator;
    private static Client google;
    private static OpenAIClient openAi;

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        simulator = new Simulator(vertx, SimulatorOptions.local());
        int provider =
                simulator.start().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        int port = new Bridge(vertx, provider).port();
        google = GenAiSdk.client(port, "any");
        openAi = OpenAIOkHttpClient.builder()
                .baseUrl("http://127.0.0.1:" + port + "/v1")
                .apiKey("any")
                .maxRetries(0)
                .build();
    }

    @AfterAll
    static void stop() throws Exception {
        google.close();
        openAi.close();
        simulator.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void googlesClientGetsTheWholeAnswer(boolean stream) {
        List<GenerateContentResponse> responses = ask(stream, "sim-instant", user(QUESTION), BRIEF);
        assertEquals(expected(), GenAiSdk.text(responses));
        GenerateContentResponse last = responses.get(responses.size() - 1);
        assertEquals(FinishReason.Known.STOP, last.finishReason().knownEnum());
        assertTrue(last.usageMetadata().orElseThrow().candidatesTokenCount().orElseThrow() > 1);
        assertTrue(last.responseId().isPresent());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void googlesClientCallsATool(boolean stream) {
        List<Content> question = user("Please call weather for Bonn.");
        GenerateContentConfig tools =
                GenerateContentConfig.builder().tools(GenAiSdk.WEATHER).build();
        List<GenerateContentResponse> first = ask(stream, "sim-instant", question, tools);
        GenerateContentResponse last = first.get(first.size() - 1);
        FunctionCall call = last.functionCalls().get(0);
        assertEquals("weather", call.name().orElseThrow());
        assertTrue(call.args().orElseThrow().get("town") instanceof String);
        Content answered = last.candidates().orElseThrow().get(0).content().orElseThrow();
        Content result = Content.fromParts(Part.fromFunctionResponse("weather", Map.of("sky", "blue")));
        List<Content> all = List.of(question.get(0), answered, result);
        assertFalse(GenAiSdk.text(ask(stream, "sim-instant", all, tools)).isBlank());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void googlesClientThrowsWhatBrokeTheStream(int at) {
        ApiException error = assertThrows(
                ApiException.class, () -> ask(true, "sim-instant;fault=error-in-200;at=" + at, user(QUESTION), BRIEF));
        assertEquals(502, error.code());
    }

    @Test
    void googlesClientIsToldWhatCannotBeCarried() {
        GenerateContentConfig search = GenerateContentConfig.builder()
                .tools(Tool.builder().googleSearch(GoogleSearch.builder().build()))
                .build();
        ApiException error = assertThrows(ApiException.class, () -> ask(false, "sim-instant", user(QUESTION), search));
        assertEquals(400, error.code());
        assertTrue(error.getMessage().contains("tools[0].googleSearch"), error.getMessage());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void openAisClientGetsTheWholeAnswer(boolean stream) {
        ChatCompletion answer = ask(stream, params("sim-instant", QUESTION));
        assertEquals(expected(), answer.choices().get(0).message().content().orElseThrow());
        assertEquals("stop", answer.choices().get(0).finishReason().asString());
        assertTrue(answer.usage().orElseThrow().completionTokens() > 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void openAisClientCallsATool(boolean stream) {
        FunctionDefinition weather = FunctionDefinition.builder()
                .name("weather")
                .parameters(FunctionParameters.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .putAdditionalProperty("properties", JsonValue.from(Map.of("town", Map.of("type", "string"))))
                        .build())
                .build();
        ChatCompletionCreateParams first = params("sim-instant", "Please call weather for Bonn.").toBuilder()
                .addFunctionTool(weather)
                .build();
        ChatCompletion answer = ask(stream, first);
        assertEquals("tool_calls", answer.choices().get(0).finishReason().asString());
        ChatCompletionMessageFunctionToolCall call = answer.choices()
                .get(0)
                .message()
                .toolCalls()
                .orElseThrow()
                .get(0)
                .asFunction();
        assertEquals("weather", call.function().name());
        assertTrue(new JsonObject(call.function().arguments()).containsKey("town"));
        ChatCompletionCreateParams second = first.toBuilder()
                .addMessage(answer.choices().get(0).message())
                .addMessage(com.openai.models.chat.completions.ChatCompletionToolMessageParam.builder()
                        .toolCallId(call.id())
                        .content("blue")
                        .build())
                .build();
        assertFalse(ask(stream, second)
                .choices()
                .get(0)
                .message()
                .content()
                .orElseThrow()
                .isBlank());
    }

    @ParameterizedTest
    @ValueSource(strings = {"error-in-200", "cut"})
    void openAisClientThrowsWhatBrokeTheStream(String fault) {
        String model = "sim-instant;fault=" + fault + ";at=3";
        assertThrows(RuntimeException.class, () -> ask(true, params(model, QUESTION)));
    }

    private static List<GenerateContentResponse> ask(
            boolean stream, String model, List<Content> contents, GenerateContentConfig config) {
        if (stream) return GenAiSdk.stream(google, model, contents, config);
        return List.of(google.models.generateContent(model, contents, config));
    }

    private static ChatCompletion ask(boolean stream, ChatCompletionCreateParams params) {
        if (!stream) return openAi.chat().completions().create(params);
        ChatCompletionCreateParams streamed = params.toBuilder()
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        ChatCompletionAccumulator all = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> chunks =
                openAi.chat().completions().createStreaming(streamed)) {
            chunks.stream().forEach(all::accumulate);
        }
        return all.chatCompletion();
    }

    private static ChatCompletionCreateParams params(String model, String question) {
        return ChatCompletionCreateParams.builder()
                .model(model)
                .addSystemMessage("Be brief.")
                .addUserMessage(question)
                .build();
    }

    private static List<Content> user(String text) {
        return List.of(Content.builder().role("user").parts(Part.fromText(text)).build());
    }

    private static String expected() {
        return Simulator.expectedText(
                "sim-instant",
                new JsonArray()
                        .add(new JsonObject().put("role", "system").put("content", "Be brief."))
                        .add(new JsonObject().put("role", "user").put("content", QUESTION)));
    }
}
