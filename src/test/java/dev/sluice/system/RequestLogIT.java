package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of a node that did a little of everything: one JSON object a line, and nothing in it that is nobody's business. */
final class RequestLogIT {
    private static final String QUESTION = "Is the answer forty-two?";
    private static final String QUERY = "a-word-of-the-query";
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    static Path folder;

    private static OutsideWorld world;
    private static ServerProcess server;
    private static Bustle bustle;
    private static Visitor visitor;

    @BeforeAll
    static void aNodeDoesALittleOfEverything() throws Exception {
        world = new OutsideWorld();
        server = ServerProcess.start(folder, Bustle.configuration(world), List.of("-Xmx256m"));
        bustle = new Bustle(server.base());
        bustle.ofEverything();
        visitor = Visitor.of(server.base());
        visitor.send("GET", "/api/v1/streams/st_none?share=" + QUERY, null);
        visitor.send("GET", "/" + QUERY + "?key=" + QUERY, null);
        visitor.submit("sim-instant;tokens=3", QUESTION);
    }

    @AfterAll
    static void end() throws Exception {
        if (server != null) server.close();
        if (world != null) world.close();
    }

    @Test
    void aFinishedAnswerHasOneLineWithAllThatIsKnownOfIt() throws Exception {
        JsonObject asked = Bustle.question("sim-instant;tokens=7", true);
        HttpResponse<String> answer = bustle.ask(Bustle.KEY, asked, "x-request-id", "order-66/a");
        assertEquals("order-66/a", answer.headers().firstValue("x-request-id").orElseThrow());
        JsonObject line = line("answer", "order-66/a");
        assertEquals("acme", line.getString("tenant"));
        assertEquals("pro", line.getString("user_tier"));
        assertEquals("sim*", line.getString("model"));
        assertEquals("main", line.getString("upstream"));
        assertTrue(line.getString("endpoint").startsWith("127.0.0.1:"), line.encode());
        assertEquals("ok", line.getString("status"));
        assertEquals("own", line.getString("source"));
        assertEquals(7, line.getInteger("completion_tokens"));
        assertTrue(line.getDouble("cost_usd") > 0, line.encode());
        assertTrue(line.getString("stream").startsWith("st_"), line.encode());
        double queue = line.getDouble("queue_ms");
        double connect = line.getDouble("connect_ms");
        double first = line.getDouble("first_token_ms");
        double total = line.getDouble("total_ms");
        assertTrue(0 <= queue && 0 <= connect && queue + connect <= first && first <= total, line.encode());
        assertEquals(
                1, lines().stream().filter(l -> is(l, "answer", "order-66/a")).count());
    }

    @Test
    void aSessionsAnswerTellsItsHash() {
        Waiting.until(
                "the line is there",
                SOON,
                () -> lines().stream()
                        .anyMatch(line -> "answer".equals(line.getString("msg")) && line.containsKey("session")));
    }

    @Test
    void whatWasRefusedHasALineWithItsCode() throws Exception {
        HttpResponse<String> refused = bustle.ask("sk-nobody", Bustle.question("sim", false), "x-request-id", "no-1");
        assertEquals(401, refused.statusCode());
        JsonObject line = line("request", "no-1");
        assertEquals(401, line.getInteger("status"));
        assertEquals("/v1/chat/completions", line.getString("route"));
        assertEquals("invalid_credential", line.getString("code"));
    }

    @Test
    void anIdThatIsNoSaneWordIsReplaced() throws Exception {
        for (String odd : List.of("two words", "x".repeat(65), "quote\"", "semi;colon")) {
            HttpResponse<String> answer =
                    bustle.ask(Bustle.KEY, Bustle.question("sim-instant;tokens=1", false), "x-request-id", odd);
            String given = answer.headers().firstValue("x-request-id").orElseThrow();
            assertTrue(given.matches("[0-9a-f]{8,32}-[0-9a-z]+"), given);
            assertNotNull(line("answer", given));
        }
    }

    @Test
    void everyLineIsAnObject() {
        for (JsonObject line : lines()) {
            assertTrue(line.getString("ts").matches("\\d{4}-\\d\\d-\\d\\dT.*Z"), line.encode());
            assertTrue(Set.of("INFO", "WARN").contains(line.getString("level")), line.encode());
            assertNotNull(line.getString("msg"));
        }
    }

    @Test
    void noPromptKeyTokenOrQueryIsLogged() throws Exception {
        line("request", lastId());
        String log = text();
        for (String secret : List.of(
                QUESTION,
                "forty",
                QUERY,
                Bustle.KEY,
                Bustle.LIMITED_KEY,
                OutsideWorld.BAD_KEY,
                OutsideWorld.GOOD_KEY,
                visitor.token())) assertFalse(log.contains(secret), () -> "the log has " + secret);
    }

    /** Of a request that came after all others, so that their lines are there. */
    private static String lastId() throws Exception {
        visitor.send("GET", "/" + QUERY, null, "x-request-id", "the-last");
        return "the-last";
    }

    private static JsonObject line(String kind, String id) {
        Waiting.until(
                "a line " + kind + " of " + id, SOON, () -> lines().stream().anyMatch(line -> is(line, kind, id)));
        return lines().stream().filter(line -> is(line, kind, id)).findFirst().orElseThrow();
    }

    private static boolean is(JsonObject line, String kind, String id) {
        return kind.equals(line.getString("msg")) && id.equals(line.getString("request_id"));
    }

    /** Complete lines; what the virtual machine itself says goes there as well. */
    private static List<JsonObject> lines() {
        String text = text();
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .filter(line -> !line.startsWith("OpenJDK") && !line.startsWith("WARNING:"))
                .map(JsonObject::new)
                .toList();
    }

    private static String text() {
        try {
            return Files.readString(folder.resolve("stderr"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
