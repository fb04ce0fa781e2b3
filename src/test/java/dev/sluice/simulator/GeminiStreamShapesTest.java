package dev.sluice.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.dialect.ScannedChunk;
import dev.sluice.dialect.gemini.GeminiErrors;
import dev.sluice.dialect.gemini.GeminiReader;
import dev.sluice.sse.SseParser;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both shapes of Gemini's stream, in the bytes that come, read by the house's own reader. */
final class GeminiStreamShapesTest {
    private static final String QUESTION = "Why is the sky blue?";
    private static final String MODEL = "/v1beta/models/sim-instant";

    private static Vertx vertx;
    private static Simulator simulator;
    private static HttpClient client;
    private static int port;

    private record Answer(int status, String type, Buffer body) {}

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        client = vertx.createHttpClient();
        simulator = new Simulator(vertx, new SimulatorOptions("127.0.0.1", 0, "secret"));
        port = simulator.start().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() throws Exception {
        simulator.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ";fault=crlf+split+comment+nospace", ";fault=big;tokens=9", ";bytes=900;tokens=20"})
    void anArrayAndAStreamOfEventsSayTheSame(String directives) throws Exception {
        Answer array = ask(MODEL + directives + ":streamGenerateContent?key=secret");
        Answer events = ask(MODEL + directives + ":streamGenerateContent?alt=sse&key=secret");
        assertTrue(array.type().startsWith("application/json"), array.type());
        assertTrue(events.type().startsWith("text/event-stream"), events.type());
        String expected = expected("sim-instant" + directives);
        assertEquals(expected, text(elements(array.body())));
        assertEquals(expected, text(data(events.body())));
        assertFalse(events.body().toString().contains("[DONE]"));
    }

    @Test
    void anArrayThatIsCutStaysOpen() throws Exception {
        Buffer body =
                ask(MODEL + ";fault=cut;at=3:streamGenerateContent?key=secret").body();
        assertThrows(DecodeException.class, () -> elements(body));
        List<Buffer> elements = elements(body.copy().appendString("]"));
        assertEquals(3, elements.size());
        GeminiReader reader = new GeminiReader("chatcmpl-1", 1, "m");
        elements.forEach(reader::read);
        assertFalse(reader.finished());
    }

    @Test
    void anErrorInAnArrayIsItsLastElement() throws Exception {
        List<Buffer> elements = elements(ask(MODEL + ";fault=error-in-200;at=3:streamGenerateContent?key=secret")
                .body());
        assertEquals(4, elements.size());
        assertEquals("UNAVAILABLE", GeminiErrors.read(elements.get(3)).type());
    }

    @Test
    void aLimitTellsWhenToComeBack() throws Exception {
        Answer answer = ask(MODEL + ";fault=429;retry_after=7:generateContent?key=secret");
        assertEquals(429, answer.status());
        assertEquals("RESOURCE_EXHAUSTED", GeminiErrors.read(answer.body()).type());
        assertEquals(Duration.ofSeconds(7), GeminiErrors.retryAfter(answer.body()));
    }

    @Test
    void aWrongKeyIsAnInvalidRequestWithAReason() throws Exception {
        Answer answer = ask(MODEL + ":generateContent?key=other");
        assertEquals(400, answer.status());
        assertEquals("API_KEY_INVALID", GeminiErrors.read(answer.body()).code());
    }

    @Test
    void modelsAreListed() throws Exception {
        Answer all = send(HttpMethod.GET, "/v1beta/models?key=secret", Buffer.buffer());
        assertEquals(
                "models/sim",
                new JsonObject(all.body())
                        .getJsonArray("models")
                        .getJsonObject(0)
                        .getString("name"));
        assertEquals(
                200,
                send(HttpMethod.GET, "/v1beta/models/sim?key=secret", Buffer.buffer())
                        .status());
        assertEquals(
                404,
                send(HttpMethod.GET, "/v1beta/models/other?key=secret", Buffer.buffer())
                        .status());
    }

    private static String text(List<Buffer> events) {
        GeminiReader reader = new GeminiReader("chatcmpl-1", 1, "m");
        StringBuilder text = new StringBuilder();
        for (Buffer event : events)
            for (ScannedChunk chunk : reader.read(event))
                if (chunk.chunk().mergeable())
                    text.append(new JsonArray("["
                                    + chunk.chunk()
                                            .json()
                                            .getString(
                                                    chunk.chunk().textFrom() - 1,
                                                    chunk.chunk().textTo() + 1)
                                    + "]")
                            .getString(0));
        assertTrue(reader.finished());
        return text.toString();
    }

    private static List<Buffer> elements(Buffer array) {
        List<Buffer> elements = new ArrayList<>();
        for (Object each : new JsonArray(array)) elements.add(((JsonObject) each).toBuffer());
        return elements;
    }

    private static List<Buffer> data(Buffer stream) {
        List<Buffer> events = new ArrayList<>();
        new SseParser(1 << 20, event -> events.add(event.data())).feed(stream);
        return events;
    }

    private static Answer ask(String uri) throws Exception {
        return send(
                HttpMethod.POST,
                uri,
                new JsonObject("{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"" + QUESTION + "\"}]}]}")
                        .toBuffer());
    }

    private static Answer send(HttpMethod method, String uri, Buffer body) throws Exception {
        // The body is asked for in the turn that brings the head: later, a part of it may have gone by.
        return client.request(method, port, "127.0.0.1", uri)
                .compose(request -> request.send(body)
                        .compose(response -> response.body()
                                .map(bytes ->
                                        new Answer(response.statusCode(), response.getHeader("Content-Type"), bytes))))
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private static String expected(String model) {
        JsonObject message = new JsonObject().put("role", "user").put("content", QUESTION);
        return Simulator.expectedText(model, new JsonArray().add(message));
    }
}
