package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.simulator.Simulator;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * While a provider thinks, each face keeps its caller's connection alive in a way that its clients
 * pass over, be the answer translated or as it comes.
 */
final class FaceHeartbeatIT {
    private static final String THINKING = "sim-instant;ttft=1500";
    private static final String CONFIG = """
            listen: {port: 0, demo: false}
            management: {port: 0}
            simulator: {enabled: true}
            channel: {heartbeat: 300ms}
            upstreams:
              openai-sim: {dialect: openai, retry: {limit: 0}}
              anthropic-sim: {dialect: anthropic, retry: {limit: 0}}
              gemini-sim: {dialect: gemini, retry: {limit: 0}}
            routes:
            """;
    private static final String ROUTES = """
              - {model: slow-%2$s, upstream: %2$s-sim, as: "%1$s"}
              - {model: broken-%2$s, upstream: %2$s-sim, as: "%1$s;fault=rst;at=0"}
              - {model: refused-%2$s, upstream: %2$s-sim, as: "%1$s;fault=error-in-200;at=0"}
              - {model: halting-%2$s, upstream: %2$s-sim, as: "%3$s"}
            """;
    /** Silent between its words. */
    private static final String HALTING = "sim;ttft=0;rate=0.4;jitter=0;tokens=2";

    private static final String FIRST_WORD = "“";

    private static TestNode node;
    private static final Map<String, CompletableFuture<HttpResponse<String>>> ASKED = new HashMap<>();

    @BeforeAll
    static void start() throws Exception {
        StringBuilder config = new StringBuilder(CONFIG);
        for (Dialect upstream : Dialect.values()) config.append(ROUTES.formatted(THINKING, upstream.wire(), HALTING));
        node = TestNode.configured(config.toString());
        RawCaller caller = RawCaller.of(node);
        // All at once: each takes its time.
        for (Arguments each : ways().toList())
            for (String model : new String[] {"slow", "broken", "refused", "halting"}) {
                RawFace face = (RawFace) each.get()[0];
                String name = model + "-" + ((Dialect) each.get()[1]).wire();
                ASKED.put(face + name, caller.sending(face, name));
            }
    }

    @AfterAll
    static void stop() throws Exception {
        Eventually.idle(node);
        node.close();
    }

    /** Each face before an upstream of another dialect, and one of its own. */
    static Stream<Arguments> ways() {
        return Stream.of(RawFace.values())
                .filter(RawFace::stream)
                .flatMap(face -> Stream.of(Dialect.OPENAI, face.dialect())
                        .distinct()
                        .map(upstream -> Arguments.of(face, upstream)));
    }

    private static HttpResponse<String> answer(RawFace face, String model, Dialect upstream) throws Exception {
        return ASKED.get(face + model + "-" + upstream.wire()).get(20, TimeUnit.SECONDS);
    }

    private static String sign(RawFace face) {
        return switch (face) {
            case OPENAI_STREAM, GEMINI_EVENTS -> ": ping\n\n";
            case ANTHROPIC_STREAM -> "event: ping\ndata: {\"type\":\"ping\"}\n\n";
            default -> "\n"; // JSON has no room for more than white space
        };
    }

    private static void assertAlive(RawFace face, String body) {
        assertTrue(body.startsWith(sign(face)), body);
    }

    private static void assertWhole(RawFace face, String model, HttpResponse<String> response) {
        RawOutcome outcome = face.read(response);
        JsonObject message = new JsonObject().put("role", "user").put("content", RawFace.QUESTION);
        assertEquals(Simulator.expectedText(model, JsonArray.of(message)), outcome.text());
        assertTrue(outcome.complete());
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aSignOfLifeComesBeforeTheAnswer(RawFace face, Dialect upstream) throws Exception {
        HttpResponse<String> response = answer(face, "slow", upstream);
        assertAlive(face, response.body());
        assertWhole(face, THINKING, response);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void signsOfLifeComeBetweenItsWords(RawFace face, Dialect upstream) throws Exception {
        HttpResponse<String> response = answer(face, "halting", upstream);
        String body = response.body();
        // An array's elements are separated by one line alone.
        String sign = face == RawFace.GEMINI_ARRAY ? "}\n\n" : sign(face);
        assertTrue(body.lastIndexOf(sign) > body.indexOf(FIRST_WORD), body);
        assertWhole(face, HALTING, response);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aFailureBehindItIsToldInTheStream(RawFace face, Dialect upstream) throws Exception {
        for (String model : new String[] {"broken", "refused"}) {
            HttpResponse<String> response = answer(face, model, upstream);
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
            Said said = asker.ask("slow-" + dialect.wire(), true, 10_000);
            assertEquals(Asker.expected(THINKING), said.text());
            assertEquals(said, asker.ask("slow-openai", true, 10_000));
            assertThrows(dialect.failure(), () -> asker.ask("broken-openai", true, 10_000));
        }
    }
}
