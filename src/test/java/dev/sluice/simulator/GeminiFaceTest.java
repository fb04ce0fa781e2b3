package dev.sluice.simulator;

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
import com.google.genai.types.Part;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Google's client talks to the simulator directly. */
final class GeminiFaceTest {
    private static final String QUESTION = "Why is the sky blue?";
    private static final List<Content> ASK = List.of(Content.fromParts(Part.fromText(QUESTION)));
    private static final GenerateContentConfig PLAIN =
            GenerateContentConfig.builder().build();

    private static Vertx vertx;
    private static Simulator simulator;
    private static Client client;

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        simulator = new Simulator(vertx, new SimulatorOptions("127.0.0.1", 0, "secret"));
        int port = simulator.start().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        client = GenAiSdk.client(port, "secret");
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        simulator.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sim-instant",
                "sim-instant;fault=split",
                "sim-instant;fault=no-done+usage-cumulative+reject-stream-options",
                "sim-instant;fault=crlf",
                "sim-instant;fault=big;tokens=10",
                "sim-instant;bytes=700;tokens=10"
            })
    void aStreamSaysWhatTheOtherFaceWouldSay(String model) {
        List<GenerateContentResponse> responses = GenAiSdk.stream(client, model, ASK, PLAIN);
        assertEquals(expected(model), GenAiSdk.text(responses));
        GenerateContentResponse last = responses.get(responses.size() - 1);
        assertEquals(FinishReason.Known.STOP, last.finishReason().knownEnum());
        assertTrue(last.usageMetadata().orElseThrow().candidatesTokenCount().orElseThrow() > 1);
        assertEquals(model, last.modelVersion().orElseThrow());
    }

    @Test
    void aWholeAnswerIsTheSame() {
        GenerateContentResponse response = client.models.generateContent("sim-instant", ASK, PLAIN);
        assertEquals(expected("sim-instant"), response.text());
        assertEquals(FinishReason.Known.STOP, response.finishReason().knownEnum());
    }

    @Test
    void limitsAndStopsAreHonoured() {
        GenerateContentConfig limited =
                GenerateContentConfig.builder().maxOutputTokens(3).build();
        List<GenerateContentResponse> responses = GenAiSdk.stream(client, "sim-instant", ASK, limited);
        GenerateContentResponse last = responses.get(responses.size() - 1);
        assertEquals(FinishReason.Known.MAX_TOKENS, last.finishReason().knownEnum());
        assertEquals(
                3, last.usageMetadata().orElseThrow().candidatesTokenCount().orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aToolIsCalledAndItsResultIsTaken(boolean stream) {
        Content question = Content.fromParts(Part.fromText("Please call weather for Bonn."));
        GenerateContentConfig tools =
                GenerateContentConfig.builder().tools(GenAiSdk.WEATHER).build();
        List<GenerateContentResponse> first = ask(stream, List.of(question), tools);
        FunctionCall call = first.stream()
                .filter(response -> response.functionCalls() != null
                        && !response.functionCalls().isEmpty())
                .map(response -> response.functionCalls().get(0))
                .findFirst()
                .orElseThrow();
        assertEquals("weather", call.name().orElseThrow());
        assertTrue(call.args().orElseThrow().containsKey("town"));
        Content answered = Content.builder()
                .role("model")
                .parts(Part.builder().functionCall(call).build())
                .build();
        Content result = Content.fromParts(Part.fromFunctionResponse("weather", Map.of("sky", "blue")));
        List<GenerateContentResponse> second = ask(stream, List.of(question, answered, result), tools);
        assertFalse(GenAiSdk.text(second).isBlank());
    }

    @ParameterizedTest
    @CsvSource({"401,401", "429,429", "500,500", "503,503", "html502,502"})
    void refusalsAreTyped(String fault, int status) {
        String model = "sim-instant;fault=" + fault + ";retry_after=7";
        assertEquals(
                status,
                assertThrows(ApiException.class, () -> GenAiSdk.stream(client, model, ASK, PLAIN))
                        .code());
        assertEquals(
                status,
                assertThrows(ApiException.class, () -> client.models.generateContent(model, ASK, PLAIN))
                        .code());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void anErrorInMidStreamIsTyped(int at) {
        ApiException error = assertThrows(
                ApiException.class,
                () -> GenAiSdk.stream(client, "sim-instant;fault=error-in-200;at=" + at, ASK, PLAIN));
        assertEquals(503, error.code());
    }

    /** Which is why a node must not end like that. */
    @Test
    void aCleanCutLooksLikeAnEndToThisClient() {
        List<GenerateContentResponse> responses = GenAiSdk.stream(client, "sim-instant;fault=cut;at=3", ASK, PLAIN);
        assertEquals(3, responses.size());
        assertTrue(responses.stream()
                .allMatch(response -> response.finishReason() == null
                        || response.finishReason().knownEnum() == FinishReason.Known.FINISH_REASON_UNSPECIFIED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rst", "bad-json"})
    void aBrokenStreamThrows(String fault) {
        assertThrows(
                RuntimeException.class,
                () -> GenAiSdk.stream(client, "sim-instant;fault=" + fault + ";at=3", ASK, PLAIN));
    }

    @Test
    void aWrongKeyIsRefusedAsGoogleDoes() {
        try (Client stranger = GenAiSdk.client(simulator.baseUrl().getPort(), "other")) {
            ApiException error =
                    assertThrows(ApiException.class, () -> stranger.models.generateContent("sim-instant", ASK, PLAIN));
            assertEquals(400, error.code());
        }
    }

    @Test
    void anUnknownModelIsNotFound() {
        ApiException error =
                assertThrows(ApiException.class, () -> client.models.generateContent("gemini-9", ASK, PLAIN));
        assertEquals(404, error.code());
    }

    private static List<GenerateContentResponse> ask(
            boolean stream, List<Content> contents, GenerateContentConfig config) {
        if (stream) return GenAiSdk.stream(client, "sim-instant", contents, config);
        return List.of(client.models.generateContent("sim-instant", contents, config));
    }

    private static String expected(String model) {
        JsonObject message = new JsonObject().put("role", "user").put("content", QUESTION);
        return Simulator.expectedText(model, new JsonArray().add(message));
    }
}
