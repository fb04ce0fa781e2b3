package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.simulator.Simulator;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** While a provider thinks, each face keeps its caller's connection alive in a way that its clients pass over. */
final class FaceHeartbeatIT {
    private static final String THINKING = "sim-instant;ttft=1500";
    private static final String CONFIG = """
            listen: {port: 0, demo: false}
            management: {port: 0}
            simulator: {enabled: true}
            channel: {heartbeat: 300ms}
            upstreams:
              openai-sim: {dialect: openai, retry: {limit: 0}}
            routes:
              - {model: slow, upstream: openai-sim, as: "%1$s"}
              - {model: broken, upstream: openai-sim, as: "%1$s;fault=rst;at=0"}
              - {model: refused, upstream: openai-sim, as: "%1$s;fault=error-in-200;at=0"}
            """;

    private static TestNode node;
    private static final Map<String, CompletableFuture<HttpResponse<String>>> ASKED = new HashMap<>();

    @BeforeAll
    static void start() throws Exception {
        node = TestNode.configured(CONFIG.formatted(THINKING));
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        // All at once: each takes its time.
        for (RawFace face : RawFace.values())
            if (face.stream())
                for (String model : new String[] {"slow", "broken", "refused"})
                    ASKED.put(face + model, client.sendAsync(face.request(node, model), BodyHandlers.ofString()));
    }

    @AfterAll
    static void stop() throws Exception {
        Eventually.idle(node);
        node.close();
    }

    private static HttpResponse<String> answer(RawFace face, String model) throws Exception {
        return ASKED.get(face + model).get(20, TimeUnit.SECONDS);
    }

    private static void assertAlive(RawFace face, String body) {
        String sign = switch (face) {
            case OPENAI_STREAM, GEMINI_EVENTS -> ": ping\n\n";
            case ANTHROPIC_STREAM -> "event: ping\ndata: {\"type\":\"ping\"}\n\n";
            default -> ""; // JSON has no room for more than white space
        };
        assertTrue(body.startsWith(sign), body);
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENAI_STREAM", "ANTHROPIC_STREAM", "GEMINI_EVENTS", "GEMINI_ARRAY"})
    void aSignOfLifeComesBeforeTheAnswer(RawFace face) throws Exception {
        HttpResponse<String> response = answer(face, "slow");
        assertAlive(face, response.body());
        RawOutcome outcome = face.read(response);
        JsonObject message = new JsonObject().put("role", "user").put("content", RawFace.QUESTION);
        assertEquals(Simulator.expectedText(THINKING, JsonArray.of(message)), outcome.text());
        assertTrue(outcome.complete());
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENAI_STREAM", "ANTHROPIC_STREAM", "GEMINI_EVENTS", "GEMINI_ARRAY"})
    void aFailureBehindItIsToldInTheStream(RawFace face) throws Exception {
        for (String model : new String[] {"broken", "refused"}) {
            HttpResponse<String> response = answer(face, model);
            assertAlive(face, response.body());
            RawOutcome outcome = face.read(response);
            assertEquals(200, outcome.status());
            assertNotNull(outcome.error());
        }
    }

    @ParameterizedTest
    @EnumSource
    void theOfficialClientsPassItOver(Dialect dialect) {
        try (Asker asker = dialect.asker(node.uri("/"), "any")) {
            assertEquals(
                    Asker.expected(THINKING), asker.ask("slow", true, 10_000).text());
            assertThrows(dialect.failure(), () -> asker.ask("broken", true, 10_000));
        }
    }
}
