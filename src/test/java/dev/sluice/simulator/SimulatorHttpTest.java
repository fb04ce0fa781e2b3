package dev.sluice.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SimulatorHttpTest extends SimulatorTestBase {
    static final String KEY = "Authorization: Bearer sk-right";

    @Override
    SimulatorOptions options() {
        return new SimulatorOptions("127.0.0.1", 0, "sk-right");
    }

    @Test
    void saysWhereItIs() {
        assertEquals(URI.create("http://127.0.0.1:" + port + "/v1"), simulator.baseUrl());
        assertThrows(IllegalStateException.class, () -> new Simulator(vertx, options()).baseUrl());
    }

    @Test
    void startsOnce() {
        assertTrue(simulator.start().failed());
    }

    @Test
    void failsWhereThePortIsTaken() {
        Simulator second = new Simulator(vertx, new SimulatorOptions("127.0.0.1", port, null));
        assertThrows(
                ExecutionException.class,
                () -> second.start().toCompletionStage().toCompletableFuture().get());
    }

    @Test
    void listsItsModels() throws Exception {
        JsonObject models = RawAnswer.get(port, "/v1/models", KEY).json();
        assertEquals("list", models.getString("object"));
        assertEquals(
                List.of("sim", "sim-fast", "sim-slow", "sim-instant"),
                models.getJsonArray("data").stream()
                        .map(m -> ((JsonObject) m).getString("id"))
                        .toList());
        assertEquals("sim", RawAnswer.get(port, "/v1/models/sim", KEY).json().getString("id"));
        assertEquals(404, RawAnswer.get(port, "/v1/models/gpt", KEY).status());
    }

    @Test
    void isHealthyForEverybody() throws Exception {
        assertEquals(200, RawAnswer.get(port, "/health").status());
        assertEquals(200, RawAnswer.get(port, "/v1/_sim/stats").status());
    }

    @ParameterizedTest
    @CsvSource({"GET, /v1/models", "GET, /v1/nothing", "POST, /v1/chat/completions"})
    void wantsTheKey(String method, String path) throws Exception {
        for (String[] headers : new String[][] {{}, {"Authorization: Bearer sk-wrong"}}) {
            RawAnswer answer = RawAnswer.call(port, method, path, headers);
            assertEquals(401, answer.status());
            assertEquals("invalid_api_key", answer.json().getJsonObject("error").getString("code"));
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, /v1/nothing, 404", "GET, /v1/chat/completions, 405", "GET, /, 404"})
    void knowsWhatItDoesNotHave(String method, String path, int status) throws Exception {
        RawAnswer answer = RawAnswer.call(port, method, path, KEY);
        assertEquals(status, answer.status());
        assertTrue(answer.json().containsKey("error"));
    }

    static Stream<Object[]> badRequests() {
        JsonObject good = ask("sim-instant");
        JsonArray noRole = new JsonArray().add(new JsonObject().put("content", "x"));
        return Stream.of(new Object[][] {
            {new JsonObject(), "model"},
            {good.copy().put("model", 3), "model"},
            {new JsonObject().put("model", "sim"), "messages"},
            {good.copy().put("messages", "hi"), "messages"},
            {good.copy().put("messages", new JsonArray()), "messages"},
            {good.copy().put("messages", new JsonArray().add("x")), "messages[0]"},
            {good.copy().put("messages", noRole), "messages[0].role"},
            {good.copy().put("messages", user("a").add(new JsonObject().put("role", "user"))), "messages[1].content"},
            {good.copy().put("n", 2), "n"},
            {good.copy().put("max_tokens", 0), "max_tokens"},
            {good.copy().put("stop", 1), "stop"},
            {good.copy().put("stop", new JsonArray(List.of("a", "b", "c", "d", "e"))), "stop"},
            {good.copy().put("stream", "yes"), "stream"},
            {good.copy().put("stream", false).put("stream_options", new JsonObject()), "stream_options"},
            {good.copy().put("tool_choice", "required"), "tool_choice"},
            {good.copy().put("tool_choice", "sometimes"), "tool_choice"},
            {good.copy().put("tools", new JsonArray().add(1)), "tools[0].function"},
            {good.copy().put("model", "sim;fault=nonsense"), "fault"},
        });
    }

    @ParameterizedTest
    @MethodSource("badRequests")
    void refusesBadRequestsByTheNameOfTheParameter(JsonObject body, String param) throws Exception {
        RawAnswer answer = RawAnswer.of(port, body, KEY);
        assertEquals(400, answer.status());
        JsonObject error = answer.json().getJsonObject("error");
        assertEquals(param, error.getString("param"), error::encode);
        assertEquals("invalid_request_error", error.getString("type"));
    }

    @Test
    void refusesModelsThatDoNotExist() throws Exception {
        RawAnswer answer = RawAnswer.of(port, ask("gpt-9"), KEY);
        assertEquals(404, answer.status());
        assertEquals("model_not_found", answer.json().getJsonObject("error").getString("code"));
    }

    @ParameterizedTest
    @CsvSource({"{", "[]", "''", "{}x"})
    void refusesWhatIsNoJsonObject(String body) throws Exception {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head =
                "POST /v1/chat/completions HTTP/1.1\r\nHost: sim\r\n" + KEY + "\r\nContent-Length: " + bytes.length;
        try (Socket socket = RawAnswer.open(port, head + "\r\n\r\n", bytes)) {
            assertEquals(400, RawAnswer.read(socket).status());
        }
    }

    @Test
    void answersSeveralRequestsOnOneConnection() throws Exception {
        String body = ask("sim-instant;tokens=3").encode();
        String one = "POST /v1/chat/completions HTTP/1.1\r\nHost: sim\r\n" + KEY + "\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
        try (Socket socket = RawAnswer.open(port, one + one, new byte[0])) {
            List<String> texts =
                    IntStream.range(0, 2).mapToObj(i -> textOf(socket)).toList();
            assertEquals(texts.get(0), texts.get(1));
        }
        assertEquals(2, simulator.record().counts().begun());
    }

    private static String textOf(Socket socket) {
        try {
            return RawAnswer.read(socket).text();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
