package dev.sluice.dialect.gemini;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.sluice.dialect.ProviderError;
import dev.sluice.model.Failure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GeminiErrorsTest {
    @Test
    void aFailureKeepsItsCodeItsFieldAndItsTime() {
        Failure failure =
                new Failure(Failure.Kind.RATE_LIMITED, "too_many", "Slow.", "contents", Duration.ofMillis(30_250));
        Buffer body = GeminiErrors.body(failure);
        assertEquals(new JsonObject("""
                {"error":{"code":429,"message":"Slow.","status":"RESOURCE_EXHAUSTED","details":[
                 {"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"TOO_MANY","domain":"sluice"},
                 {"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[{"field":"contents","description":"Slow."}]},
                 {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"30.25s"}]}}"""), new JsonObject(body));
        assertEquals(new ProviderError("Slow.", "RESOURCE_EXHAUSTED", "contents", "TOO_MANY"), GeminiErrors.read(body));
        assertEquals(Duration.ofMillis(30_250), GeminiErrors.retryAfter(body));
    }

    @Test
    void anotherProvidersErrorIsReworded() {
        JsonObject body =
                new JsonObject(GeminiErrors.body(503, new ProviderError(null, "overloaded_error", null, null), null));
        assertEquals(new JsonObject("{\"error\":{\"code\":503,\"message\":\"\",\"status\":\"UNAVAILABLE\"}}"), body);
    }

    @Test
    void theReasonOfABadKeyIsItsCode() {
        ProviderError error = GeminiErrors.read(Buffer.buffer("""
                [{"error":{"code":400,"message":"API key not valid.","status":"INVALID_ARGUMENT","details":[
                 {"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID","domain":"googleapis.com"}]}}]"""));
        assertEquals(new ProviderError("API key not valid.", "INVALID_ARGUMENT", null, "API_KEY_INVALID"), error);
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID_ARGUMENT,   400,             invalid_request_error, ",
        "INVALID_ARGUMENT,   API_KEY_INVALID, invalid_request_error, API_KEY_INVALID",
        "NOT_FOUND,          404,             not_found_error,       ",
        "UNAUTHENTICATED,    401,             authentication_error,  ",
        "PERMISSION_DENIED,  403,             permission_error,      ",
        "RESOURCE_EXHAUSTED, 429,             rate_limit_error,      rate_limit_exceeded",
        "UNAVAILABLE,        503,             service_unavailable,   server_overloaded",
        "INTERNAL,           500,             server_error,          internal",
        ",                   503,             service_unavailable,   server_overloaded",
        ",                   ,                server_error,          unknown",
        "teapot,             x,               teapot,                x",
    })
    void anErrorIsReworded(String status, String code, String type, String openAiCode) {
        ProviderError error = GeminiErrors.toOpenAi(new ProviderError("Words.", status, "contents", code));
        assertEquals(new ProviderError("Words.", type, "contents", openAiCode), error);
    }

    @Test
    void theCallsOfTwoAnswersHaveDifferentIds() {
        assertEquals("call_ab-cd-_", CallIds.prefix("chatcmpl-ab-cd-"));
    }

    @ParameterizedTest
    @CsvSource({"34.074824224s,34074824224", "0s,0", "3s,3000000000"})
    void delaysAreRead(String delay, long nanos) {
        assertEquals(Duration.ofNanos(nanos), GeminiErrors.retryAfter(retry(delay)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "-3s", "s", "1e9s", "99999999999s", ""})
    void whatIsNoDelayIsNone(String delay) {
        assertNull(GeminiErrors.retryAfter(retry(delay)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html></html>", "[]", "{}", "{\"error\":{}}", "{\"error\":{\"details\":7}}"})
    void whatIsNoErrorHasNoDelay(String body) {
        assertNull(GeminiErrors.retryAfter(Buffer.buffer(body)));
    }

    @ParameterizedTest
    @EnumSource(Failure.Kind.class)
    void eachKindOfFailureHasAStatus(Failure.Kind kind) {
        JsonObject error = new JsonObject(GeminiErrors.body(Failure.of(kind, "code", "text"))).getJsonObject("error");
        assertEquals(kind.status(), error.getInteger("code"));
        assertEquals(GeminiErrors.status(kind.status()), error.getString("status"));
    }

    private static Buffer retry(String delay) {
        return Buffer.buffer("{\"error\":{\"code\":429,\"message\":\"\",\"details\":["
                + "{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"" + delay + "\"}]}}");
    }
}
