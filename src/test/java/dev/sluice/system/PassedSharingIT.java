package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers that pass can be shared, whole and as they came, and among callers of one dialect alone. */
final class PassedSharingIT {
    /** Logs that could be folded would fold after a few events. */
    private static final String CONFIG = """
            listen: {port: 0, demo: false}
            management: {port: 0}
            simulator: {enabled: true}
            streams: {max_events: 16, max_bytes: 64KiB}
            upstreams:
              anthropic-sim: {dialect: anthropic, retry: {limit: 0}}
              gemini-sim: {dialect: gemini, retry: {limit: 0}}
            routes:
              - {model: "sim*", path: "/v1beta/*", upstream: gemini-sim}
              - {model: "sim*", upstream: anthropic-sim}
            """;

    private static final String SLOW = "sim;ttft=300;rate=100;tokens=60";

    private TestNode node;
    private RawCaller caller;

    @BeforeEach
    void start() throws Exception {
        node = TestNode.configured(CONFIG);
        caller = RawCaller.of(node);
    }

    @AfterEach
    void stop() throws Exception {
        Eventually.idle(node);
        node.close();
    }

    private CompletableFuture<HttpResponse<String>> ask(RawFace face, String model, String... head) {
        JsonObject body = face.body(model);
        switch (face.dialect()) {
            case GEMINI -> body.put("generationConfig", new JsonObject().put("temperature", 0));
            default -> body.put("temperature", 0);
        }
        return caller.sending(face, model, body, head);
    }

    private static HttpResponse<String> get(CompletableFuture<HttpResponse<String>> asked) throws Exception {
        return asked.get(20, TimeUnit.SECONDS);
    }

    private long calls() {
        return node.simulator().record().counts().begun();
    }

    private void running() {
        Eventually.within(
                5,
                "tokens come",
                () -> node.simulator().record().requests().stream().anyMatch(served -> served.tokens() >= 20));
    }

    @ParameterizedTest
    @EnumSource(names = {"ANTHROPIC_STREAM", "GEMINI_EVENTS", "GEMINI_ARRAY"})
    void aLateOneGetsAllOfItAsItCame(RawFace face) throws Exception {
        List<CompletableFuture<HttpResponse<String>>> asked =
                new ArrayList<>(List.of(ask(face, SLOW), ask(face, SLOW)));
        running();
        asked.add(ask(face, SLOW));
        String first = get(asked.get(0)).body();
        assertTrue(face.read(get(asked.get(0))).complete());
        for (CompletableFuture<HttpResponse<String>> each : asked)
            assertEquals(first, get(each).body());
        HttpResponse<String> late = get(asked.get(2));
        assertEquals("true", late.headers().firstValue("x-sluice-coalesced").orElse(null));
        HttpResponse<String> kept = get(ask(face, SLOW));
        assertEquals("true", kept.headers().firstValue("x-sluice-cached").orElse(null));
        assertEquals(first, kept.body());
        assertEquals(1, calls());
    }

    @Test
    void bothFormsOfGeminisStreamShareOneCall() throws Exception {
        HttpResponse<String> events = get(ask(RawFace.GEMINI_EVENTS, "sim-instant"));
        HttpResponse<String> array = get(ask(RawFace.GEMINI_ARRAY, "sim-instant"));
        assertEquals("true", array.headers().firstValue("x-sluice-cached").orElse(null));
        assertEquals(
                RawFace.GEMINI_EVENTS.read(events).text(),
                RawFace.GEMINI_ARRAY.read(array).text());
        assertEquals(1, calls());
    }

    @Test
    void dialectsDoNotMix() throws Exception {
        for (RawFace face : RawFace.values()) {
            HttpResponse<String> response = get(ask(face, "sim-instant"));
            assertEquals(200, response.statusCode(), response.body());
            assertTrue(face.read(response).complete());
        }
        // Gemini's two streams are one answer.
        assertEquals(RawFace.values().length - 1, calls());
    }

    @Test
    void modelsAndBetasAreNotTheSameForStandingOutsideTheBody() throws Exception {
        String one = get(ask(RawFace.GEMINI_WHOLE, "sim-instant;seed=1")).body();
        assertNotEquals(
                one, get(ask(RawFace.GEMINI_WHOLE, "sim-instant;seed=2")).body());
        get(ask(RawFace.ANTHROPIC_WHOLE, "sim-instant"));
        get(ask(RawFace.ANTHROPIC_WHOLE, "sim-instant", "anthropic-beta", "x"));
        assertEquals(4, calls());
        get(ask(RawFace.ANTHROPIC_WHOLE, "sim-instant", "anthropic-beta", "x"));
        assertEquals(4, calls());
        get(ask(RawFace.ANTHROPIC_WHOLE, "sim-instant", "anthropic-version", "2023-01-01"));
        assertEquals(5, calls());
        get(ask(RawFace.ANTHROPIC_WHOLE, "sim-instant", "anthropic-version", "2023-06-01"));
        assertEquals(5, calls(), "that is what is meant where none is named");
        get(ask(RawFace.OPENAI_WHOLE, "sim-instant"));
        get(ask(RawFace.OPENAI_WHOLE, "sim-instant", "openai-beta", "x"));
        assertEquals(7, calls());
    }

    @Test
    void aSharedAnswerThatBreaksIsToldToAllInTheirDialect() throws Exception {
        for (RawFace face : List.of(RawFace.ANTHROPIC_STREAM, RawFace.GEMINI_EVENTS, RawFace.GEMINI_ARRAY)) {
            String model = "sim;ttft=500;rate=0;tokens=20;fault=cut;at=5";
            List<CompletableFuture<HttpResponse<String>>> asked = List.of(ask(face, model), ask(face, model));
            for (CompletableFuture<HttpResponse<String>> each : asked) {
                RawOutcome outcome = face.read(get(each));
                assertEquals(200, outcome.status());
                assertTrue(outcome.text().length() > 0 && outcome.error() != null);
            }
        }
        // Kept by nobody, so that the array asked anew.
        assertEquals(3, calls());
    }
}
