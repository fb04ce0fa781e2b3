package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.openai.client.OpenAIClient;
import com.openai.errors.BadRequestException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a caller reads where a provider of its own dialect refuses the request: the provider's words, and nothing of our account. */
final class ProviderErrorsIT {
    private static final String CONFIG = """
            listen: {port: 0, demo: false}
            management: {port: 0}
            simulator: {enabled: false}
            upstreams:
              openai-raw: {dialect: openai, base_url: "http://127.0.0.1:%1$d", api_key: "our key", retry: {limit: 0}}
              anthropic-raw: {dialect: anthropic, base_url: "http://127.0.0.1:%1$d", api_key: "our key", retry: {limit: 0}}
              gemini-raw: {dialect: gemini, base_url: "http://127.0.0.1:%1$d", api_key: "our key", retry: {limit: 0}}
            routes:
              - {model: "openai", upstream: openai-raw}
              - {model: "anthropic", upstream: anthropic-raw}
              - {model: "gemini", upstream: gemini-raw}
            """;

    private final Vertx vertx = Vertx.vertx();
    /** What the provider answers; set before it is asked. */
    private int status;

    private String body;
    private HttpServer provider;
    private TestNode node;

    @BeforeEach
    void start() throws Exception {
        provider = vertx.createHttpServer()
                .requestHandler(request -> request.response()
                        .setStatusCode(status)
                        .putHeader("content-type", "application/json")
                        .putHeader("openai-organization", "org-aB3dE5fG7hI9")
                        .putHeader("openai-project", "proj_aB3dE5fG7hI9")
                        .putHeader("openai-processing-ms", "17")
                        .end(body))
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
        node = TestNode.configured(CONFIG.formatted(provider.actualPort()));
    }

    @AfterEach
    void stop() throws Exception {
        Eventually.idle(node);
        node.close();
        provider.close().await(10, TimeUnit.SECONDS);
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    private HttpResponse<String> ask(RawFace face, int refusedWith, String error) throws Exception {
        status = refusedWith;
        body = error;
        return RawCaller.of(node).send(face, face.dialect().wire());
    }

    private void same(RawFace face, int refusedWith, String error) throws Exception {
        HttpResponse<String> response = ask(face, refusedWith, error);
        assertEquals(refusedWith, response.statusCode(), response.body());
        assertEquals(new JsonObject(error), new JsonObject(response.body()));
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid_request_error, messages[0].content, context_length_exceeded",
        "404, invalid_request_error, model, model_not_found",
        "413, invalid_request_error, ,",
        "422, unprocessable, n, 'odd \"code\"'",
        "409, conflict, , busy",
        "429, tokens, , rate_limit_exceeded",
        "500, server_error, ,",
    })
    void openAisErrorIsTheProviders(int code, String type, String param, String word) throws Exception {
        String error = new JsonObject()
                .put(
                        "error",
                        new JsonObject()
                                .put("message", "It's \"so\": é ☀ because.")
                                .put("type", type)
                                .put("param", param)
                                .put("code", word))
                .encode();
        same(RawFace.OPENAI_STREAM, code, error);
        same(RawFace.OPENAI_WHOLE, code, error);
    }

    @Test
    void itsSdkTellsWhatTheProviderTold() {
        status = 400;
        body = "{\"error\":{\"message\":\"Unsupported value: 'temperature' does not support 0.2 with this model.\","
                + "\"type\":\"invalid_request_error\",\"param\":\"temperature\",\"code\":\"unsupported_value\"}}";
        OpenAIClient sdk = Sdk.client(node, 0);
        try {
            BadRequestException refused = assertThrows(
                    BadRequestException.class,
                    () -> sdk.chat().completions().create(Sdk.ask("openai").build()));
            assertEquals("temperature", refused.param().orElseThrow());
            assertEquals("unsupported_value", refused.code().orElseThrow());
            assertEquals("invalid_request_error", refused.type().orElseThrow());
            assertTrue(refused.getMessage().contains("does not support 0.2"), refused.getMessage());
        } finally {
            sdk.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid_request_error",
        "404, not_found_error",
        "413, request_too_large",
        "422, a_type_of_tomorrow",
        "429, rate_limit_error",
        "500, api_error",
    })
    void anthropicsErrorIsTheProviders(int code, String type) throws Exception {
        String error = "{\"type\":\"error\",\"error\":{\"type\":\"" + type
                + "\",\"message\":\"messages.0: it's \\\"so\\\" ☀\"},\"request_id\":\"req_011CX24\"}";
        same(RawFace.ANTHROPIC_STREAM, code, error);
        same(RawFace.ANTHROPIC_WHOLE, code, error);
    }

    @ParameterizedTest
    @CsvSource({
        "400, INVALID_ARGUMENT",
        "400, FAILED_PRECONDITION",
        "404, NOT_FOUND",
        "413, OUT_OF_RANGE",
        "429, RESOURCE_EXHAUSTED",
        "500, INTERNAL",
    })
    void geminisErrorIsTheProviders(int code, String word) throws Exception {
        String error = """
                {"error":{"code":%d,"message":"Please use a valid role: user, model.","status":"%s","details":[
                 {"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[
                  {"field":"contents[0].role","description":"one"},{"field":"contents[1].role","description":"two"}]},
                 {"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"ODD","domain":"googleapis.com"},
                 {"@type":"type.googleapis.com/google.rpc.Help","links":[{"description":"x","url":"https://ai.google.dev/x"}]}]}}""".formatted(code, word);
        for (RawFace face : new RawFace[] {RawFace.GEMINI_EVENTS, RawFace.GEMINI_ARRAY, RawFace.GEMINI_WHOLE})
            same(face, code, error);
    }

    @Test
    void ofWhoseQuotaItIsNothingIsSaid() throws Exception {
        HttpResponse<String> response = ask(RawFace.GEMINI_WHOLE, 429, """
                {"error":{"code":429,"message":"Quota of project_number:123456789012","status":"RESOURCE_EXHAUSTED","details":[
                 {"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[
                  {"quotaMetric":"requests","quotaId":"PerDay","subject":"project:123456789012","quotaDimensions":{"location":"secret-1"}}]},
                 {"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"R","domain":"d","metadata":{"consumer":"projects/secret-1"}},
                 {"@type":"type.googleapis.com/google.rpc.DebugInfo","detail":"at secret-1"}]},"user_id":"secret-1"}""");
        assertEquals(429, response.statusCode());
        assertEquals(new JsonObject("""
                {"error":{"code":429,"message":"Quota of [redacted]","status":"RESOURCE_EXHAUSTED","details":[
                 {"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaMetric":"requests","quotaId":"PerDay"}]},
                 {"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"R","domain":"d"}]}}"""), new JsonObject(response.body()));
    }

    @ParameterizedTest
    @EnumSource
    void neitherAccountsNorAddressesShow(RawFace face) throws Exception {
        String message = "Over the limit of org-aB3dE5fG7hI9 at http://127.0.0.1:" + provider.actualPort() + "/v1";
        String error = switch (face.dialect()) {
            case OPENAI ->
                "{\"error\":{\"message\":\"%s\",\"type\":\"x\",\"param\":null,\"code\":null},\"user_id\":\"org-aB3dE5fG7hI9\"}";
            case ANTHROPIC -> "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"%s\"}}";
            case GEMINI -> "{\"error\":{\"code\":400,\"message\":\"%s\",\"status\":\"INVALID_ARGUMENT\"}}";
        };
        HttpResponse<String> response = ask(face, 400, error.formatted(message));
        assertEquals(400, response.statusCode());
        assertTrue(response.body().contains("Over the limit of [redacted] at http://[redacted]/v1"), response.body());
        assertFalse(response.body().contains("org-aB3"), response.body());
    }

    @Test
    void theHeadOfAnAnswerNamesNoAccountEither() throws Exception {
        HttpResponse<String> response = ask(RawFace.OPENAI_WHOLE, 200, """
                {"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,
                 "message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}],
                 "usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""");
        assertEquals(200, response.statusCode(), response.body());
        assertEquals(
                "17",
                response.headers().firstValue("x-upstream-openai-processing-ms").orElse(null));
        assertFalse(
                response.headers().map().toString().contains("aB3dE5"),
                response.headers().map()::toString);
    }

    @ParameterizedTest
    @EnumSource
    void whatQuotesOurKeyIsNoneOfTheCallers(RawFace face) throws Exception {
        String error = "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"code\":400,"
                + "\"status\":\"INVALID_ARGUMENT\",\"message\":\"'our key' may not\"}}";
        HttpResponse<String> response = ask(face, 400, error);
        assertEquals(502, response.statusCode(), response.body());
        assertFalse(response.body().contains("our key"), response.body());
    }
}
