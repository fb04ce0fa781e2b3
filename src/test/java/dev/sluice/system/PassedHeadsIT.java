package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.edge.CredentialDigest;
import dev.sluice.simulator.SeenRequest;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What of a request's head reaches a provider: what says how the body is meant, and where the dialects are the same alone. */
final class PassedHeadsIT {
    private static final String KEY = "sk-sluice-of-a-caller-0123456789";
    private static final String CONFIG = """
            listen: {port: 0, demo: false}
            management: {port: 0}
            simulator: {enabled: true}
            auth:
              api_keys:
                - {hash: "%s", user: backend}
            upstreams:
              openai-sim: {dialect: openai}
              anthropic-sim: {dialect: anthropic, api_key: key-of-anthropic}
              gemini-sim: {dialect: gemini}
            routes:
              - {model: at-openai, upstream: openai-sim, as: sim-instant}
              - {model: at-anthropic, upstream: anthropic-sim, as: sim-instant}
              - {model: at-gemini, upstream: gemini-sim, as: sim-instant}
            """;

    private static TestNode node;
    private static HttpClient client;
    private final Queue<SeenRequest> seen = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void start() throws Exception {
        node = TestNode.configured(CONFIG.formatted(CredentialDigest.of(KEY)));
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    @AfterAll
    static void stop() throws Exception {
        node.close();
    }

    @BeforeEach
    void watch() {
        node.simulator().onRequest(seen::add);
    }

    @AfterEach
    void nothingIsHeld() {
        Eventually.idle(node);
    }

    private static HttpResponse<String> send(RawFace face, String model, String body, String... head) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(node.uri(face.path(model)))
                .header("authorization", "Bearer " + KEY)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < head.length; i += 2) request.header(head[i], head[i + 1]);
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void betasGoAlongAndCredentialsDoNot() throws Exception {
        RawFace face = RawFace.ANTHROPIC_STREAM;
        String body = face.body("at-anthropic").encode();
        send(face, "at-anthropic", body, "anthropic-beta", "one-2025", "anthropic-beta", "two-2025", "x-other", "1");
        SeenRequest request = seen.remove();
        assertEquals("one-2025,two-2025", request.headers().get("anthropic-beta"));
        assertEquals("key-of-anthropic", request.headers().get("x-api-key"));
        assertNull(request.headers().get("x-other"));
        assertFalse(request.headers().toString().contains(KEY));
        send(face, "at-openai", body.replace("at-anthropic", "at-openai"), "anthropic-beta", "one-2025");
        assertNull(seen.remove().headers().get("anthropic-beta"));
    }

    @Test
    void theVersionThatACallerNamesIsTheProvidersToJudge() throws Exception {
        RawFace face = RawFace.ANTHROPIC_WHOLE;
        String body = face.body("at-anthropic").encode();
        send(face, "at-anthropic", body);
        assertEquals(List.of("2023-06-01"), seen.remove().headers().getAll("anthropic-version"));
        send(face, "at-anthropic", body, "anthropic-version", "2029-01-01");
        assertEquals(List.of("2029-01-01"), seen.remove().headers().getAll("anthropic-version"));
        send(face, "at-openai", body.replace("at-anthropic", "at-openai"), "anthropic-version", "2029-01-01");
        assertNull(seen.remove().headers().get("anthropic-version"));
        send(
                RawFace.OPENAI_WHOLE,
                "at-anthropic",
                RawFace.OPENAI_WHOLE.body("at-anthropic").encode(),
                "anthropic-version",
                "2029-01-01");
        assertEquals(List.of("2023-06-01"), seen.remove().headers().getAll("anthropic-version"));
    }

    @Test
    void aVersionThatIsNoneIsRefusedInTheProvidersWords() throws Exception {
        RawFace face = RawFace.ANTHROPIC_STREAM;
        String body = face.body("at-anthropic").encode();
        HttpResponse<String> refused = send(face, "at-anthropic", body, "anthropic-version", "latest");
        assertEquals(400, refused.statusCode());
        assertEquals(
                new JsonObject("{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\","
                        + "\"message\":\"anthropic-version: \\\"latest\\\" is not a valid version\"}}"),
                new JsonObject(refused.body()));
        refused =
                send(face, "at-anthropic", body, "anthropic-version", "2023-06-01", "anthropic-version", "2023-06-01");
        assertEquals(400, refused.statusCode());
        assertTrue(refused.body().contains("2023-06-01, 2023-06-01"), refused.body());
        assertNull(seen.poll());
    }

    @Test
    void anOpenAiBetaGoesAlongAndTheCallersAccountAndSdkDoNot() throws Exception {
        String body = RawFace.OPENAI_WHOLE.body("at-openai").encode();
        String[] head = {
            "OpenAI-Beta", "one=v1",
            "OpenAI-Organization", "org-theirs",
            "OpenAI-Project", "proj-theirs",
            "x-goog-user-project", "proj-theirs",
            "x-goog-api-client", "genai-java/1 theirs",
            "x-stainless-lang", "theirs"
        };
        send(RawFace.OPENAI_WHOLE, "at-openai", body, head);
        SeenRequest request = seen.remove();
        assertEquals("one=v1", request.headers().get("openai-beta"));
        assertFalse(request.headers().toString().contains("theirs"), request.headers()::toString);
        RawFace gemini = RawFace.GEMINI_WHOLE;
        send(gemini, "at-gemini", gemini.body("at-gemini").encode(), head);
        request = seen.remove();
        assertNull(request.headers().get("openai-beta"));
        assertFalse(request.headers().toString().contains("theirs"), request.headers()::toString);
    }
}
