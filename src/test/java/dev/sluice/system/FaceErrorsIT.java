package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.edge.CredentialDigest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is refused before an answer begins has its status and its dialect's form at every face, whoever refused it. */
final class FaceErrorsIT extends AtOneNode {
    private static final String CONFIG = """
            listen: {port: 0, demo: false, max_body: 64KiB}
            management: {port: 0}
            simulator: {enabled: true}
            auth:
              api_keys:
                - {hash: "%s", user: backend}
            upstreams:
              openai-sim: {dialect: openai, retry: {limit: 0}}
              anthropic-sim: {dialect: anthropic, retry: {limit: 0}}
              gemini-sim: {dialect: gemini, retry: {limit: 0}}
            routes:
              - {model: "at-openai", upstream: openai-sim, as: sim-instant}
              - {model: "at-anthropic", upstream: anthropic-sim, as: sim-instant}
              - {model: "at-gemini", upstream: gemini-sim, as: sim-instant}
              - {model: "busy-openai", upstream: openai-sim, as: "sim;fault=429;retry-after=7"}
              - {model: "busy-anthropic", upstream: anthropic-sim, as: "sim;fault=429;retry-after=7"}
              - {model: "busy-gemini", upstream: gemini-sim, as: "sim;fault=429;retry-after=7"}
              - {model: "full-openai", upstream: openai-sim, as: "sim;fault=503"}
              - {model: "full-anthropic", upstream: anthropic-sim, as: "sim;fault=503"}
              - {model: "full-gemini", upstream: gemini-sim, as: "sim;fault=503"}
              - {model: "gone-openai", upstream: openai-sim, as: "100%% ä;/:generateContent?"}
              - {model: "gone-anthropic", upstream: anthropic-sim, as: "100%% ä;/:generateContent?"}
              - {model: "gone-gemini", upstream: gemini-sim, as: "100%% ä;/:generateContent?"}
              - {model: "50%% off;a+b/c d:e?", upstream: openai-sim, as: sim-instant}
            """;

    private static RawCaller caller;

    @BeforeAll
    static void start() throws Exception {
        node = TestNode.configured(CONFIG.formatted(CredentialDigest.of(RawCaller.KEY)));
        caller = RawCaller.known(node);
    }

    private static void assertRefused(RawFace face, int status, HttpResponse<String> response) {
        assertEquals(status, response.statusCode(), response.body());
        assertEquals(
                "application/json",
                response.headers().firstValue("content-type").orElse(null));
        assertFalse(face.read(response).complete());
    }

    /** Where each dialect says which field is wrong; Anthropic has no member for it. */
    private static void assertNames(RawFace face, String field, HttpResponse<String> response) {
        JsonObject error = new JsonObject(response.body()).getJsonObject("error");
        assertTrue(error.getString("message").startsWith(field + ":"), response.body());
        switch (face.dialect()) {
            case OPENAI -> assertEquals(field, error.getString("param"));
            case ANTHROPIC -> assertEquals("invalid_request_error", error.getString("type"));
            case GEMINI -> {
                assertEquals("INVALID_ARGUMENT", error.getString("status"));
                assertEquals(field, violated(error));
            }
        }
    }

    private static String violated(JsonObject error) {
        for (Object each : error.getJsonArray("details"))
            if (((JsonObject) each).getValue("fieldViolations") instanceof JsonArray faults)
                return faults.getJsonObject(0).getString("field");
        return null;
    }

    @ParameterizedTest
    @EnumSource
    void anUnknownModelIsNotFound(RawFace face) throws Exception {
        HttpResponse<String> response = caller.send(face, "no-such-model");
        assertRefused(face, 404, response);
        String error = response.body();
        String word = switch (face.dialect()) {
            case OPENAI -> "model_not_found";
            case ANTHROPIC -> "not_found_error";
            case GEMINI -> "NOT_FOUND";
        };
        assertTrue(error.contains(word) && error.contains("no-such-model"), error);
    }

    @ParameterizedTest
    @MethodSource("dev.sluice.system.RawFace#matrix")
    void aModelThatTheProviderDoesNotHaveIsNotFound(RawFace face, Dialect upstream) throws Exception {
        HttpResponse<String> response = caller.send(face, "gone-" + upstream.wire());
        assertRefused(face, 404, response);
        assertTrue(response.body().contains("100% ä;/:generateContent?"), response.body());
        if (face.dialect() == Dialect.ANTHROPIC)
            assertTrue(response.body().contains("\"not_found_error\""), response.body());
    }

    @ParameterizedTest
    @MethodSource("dev.sluice.system.RawFace#matrix")
    void aProvidersLimitSaysWhenToComeBack(RawFace face, Dialect upstream) throws Exception {
        HttpResponse<String> response = caller.send(face, "busy-" + upstream.wire());
        assertRefused(face, 429, response);
        assertEquals("7", response.headers().firstValue("retry-after").orElse(null));
        assertEquals("7000", response.headers().firstValue("retry-after-ms").orElse(null));
        String word = switch (face.dialect()) {
            case OPENAI -> "rate_limit";
            case ANTHROPIC -> "\"rate_limit_error\"";
            case GEMINI -> "\"retryDelay\":\"7s\"";
        };
        assertTrue(response.body().contains(word), response.body());
    }

    @ParameterizedTest
    @MethodSource("dev.sluice.system.RawFace#matrix")
    void anOverloadHasTheStatusAndTheWordOfTheFace(RawFace face, Dialect upstream) throws Exception {
        HttpResponse<String> response = caller.send(face, "full-" + upstream.wire());
        assertRefused(face, face.dialect() == Dialect.ANTHROPIC ? 529 : 503, response);
        String word = switch (face.dialect()) {
            case OPENAI -> "overloaded";
            case ANTHROPIC -> "\"overloaded_error\"";
            case GEMINI -> "\"UNAVAILABLE\"";
        };
        assertTrue(response.body().contains(word), response.body());
    }

    @ParameterizedTest
    @EnumSource
    void aCallerWithoutAKeyIsTold(RawFace face) throws Exception {
        HttpResponse<String> response = RawCaller.of(node).send(face, "at-openai");
        assertRefused(face, 401, response);
    }

    @ParameterizedTest
    @EnumSource
    void aBodyThatIsTooLargeIsTold(RawFace face) throws Exception {
        assertRefused(
                face, 413, caller.send(face, "at-openai", face.body("at-openai").put("x", "x".repeat(70_000))));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNoJsonIsTold(RawFace face) throws Exception {
        assertRefused(face, 400, caller.post(face.path("at-openai"), "{\"model\":"));
    }

    @ParameterizedTest
    @CsvSource({
        "OPENAI_STREAM, messages, messages",
        "OPENAI_WHOLE, temperature, temperature",
        "ANTHROPIC_STREAM, messages, messages",
        "ANTHROPIC_WHOLE, max_tokens, max_tokens",
        "GEMINI_EVENTS, contents, contents",
        "GEMINI_ARRAY, contents, contents",
        "GEMINI_WHOLE, generationConfig, generationConfig",
    })
    void aFieldThatIsWrongIsNamed(RawFace face, String member, String field) throws Exception {
        HttpResponse<String> response =
                caller.send(face, "at-openai", face.body("at-openai").put(member, "odd"));
        assertRefused(face, 400, response);
        assertNames(face, field, response);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OPENAI_STREAM    | ANTHROPIC | {\"seed\":5}                                | seed",
                "OPENAI_WHOLE     | GEMINI    | {\"logit_bias\":{\"5\":1}}                  | logit_bias",
                "ANTHROPIC_STREAM | GEMINI    | {\"tools\":[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\"}}],"
                        + "\"tool_choice\":{\"type\":\"auto\",\"disable_parallel_tool_use\":true}}"
                        + " | tool_choice.disable_parallel_tool_use",
                "GEMINI_EVENTS    | ANTHROPIC | {\"generationConfig\":{\"seed\":5}}         | generationConfig.seed",
                "GEMINI_ARRAY     | ANTHROPIC | {\"generationConfig\":{\"temperature\":2}}  | generationConfig.temperature",
                "GEMINI_WHOLE     | ANTHROPIC | {\"generationConfig\":{\"frequencyPenalty\":1}} | generationConfig.frequencyPenalty",
                "GEMINI_WHOLE     | OPENAI    | {\"cachedContent\":\"cachedContents/1\"}    | cachedContent",
            })
    void whatTheProviderCannotBeToldIsNamedInTheCallersWords(
            RawFace face, Dialect upstream, String members, String field) throws Exception {
        JsonObject body = face.body(upstream.model()).mergeIn(new JsonObject(members));
        HttpResponse<String> response = caller.send(face, upstream.model(), body);
        assertRefused(face, 400, response);
        assertNames(face, field, response);
    }

    @ParameterizedTest
    @EnumSource
    void aModelMayHaveAnyName(RawFace face) throws Exception {
        RawOutcome outcome = face.read(caller.send(face, "50% off;a+b/c d:e?"));
        assertTrue(outcome.complete());
    }

    @Test
    void aPathThatIsBadlyEscapedIsRefused() throws Exception {
        String head = "POST /v1beta/models/50%zz:generateContent HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n"
                + "connection: close\r\nx-goog-api-key: " + RawCaller.KEY + "\r\n\r\n{}";
        try (Socket socket = new Socket("127.0.0.1", node.port())) {
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
            assertTrue(answer.contains("INVALID_ARGUMENT"), answer);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GEMINI_EVENTS, countTokens, 404",
        "GEMINI_EVENTS, generate, 404",
    })
    void aMethodThatIsNotServedIsNotFound(RawFace face, String method, int status) throws Exception {
        assertRefused(face, status, caller.post("/v1beta/models/at-openai:" + method, "{}"));
    }

    @ParameterizedTest
    @CsvSource({
        "OPENAI_WHOLE, /v1/embeddings",
        "ANTHROPIC_WHOLE, /v1/messages/batches",
        "GEMINI_WHOLE, /v1beta/files",
    })
    void aPathThatIsNotServedIsNotFound(RawFace face, String path) throws Exception {
        assertRefused(face, 404, caller.post(path, "{}"));
    }
}
