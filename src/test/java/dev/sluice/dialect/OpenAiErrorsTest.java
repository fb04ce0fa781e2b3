package dev.sluice.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.sluice.model.Failure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OpenAiErrorsTest {
    private static ProviderError read(String body) {
        return OpenAiErrors.read(Buffer.buffer(body));
    }

    @Test
    void aFailureBecomesOpenAisError() {
        assertEquals(
                "{\"error\":{\"message\":\"n: got \\\"x\\\"\",\"type\":\"invalid_request_error\",\"param\":\"n\","
                        + "\"code\":\"invalid_request\"}}",
                OpenAiErrors.body(Failure.invalid("n", "n: got \"x\"")).toString());
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID,invalid_request_error",
        "UNAUTHENTICATED,authentication_error",
        "FORBIDDEN,permission_error",
        "NOT_FOUND,not_found_error",
        "RATE_LIMITED,rate_limit_error",
        "UPSTREAM,server_error",
        "OVERLOADED,server_error"
    })
    void theTypeFollowsTheKind(Failure.Kind kind, String type) {
        JsonObject body = new JsonObject(OpenAiErrors.body(Failure.of(kind, "c", "m")));
        assertEquals(type, body.getJsonObject("error").getString("type"));
        assertNull(body.getJsonObject("error").getValue("param"));
    }

    @Test
    void aLimitOnTokensIsTypedAsOne() {
        JsonObject body =
                new JsonObject(OpenAiErrors.body(Failure.of(Failure.Kind.RATE_LIMITED, "tokens_per_minute", "m")));
        assertEquals("tokens", body.getJsonObject("error").getString("type"));
    }

    @ParameterizedTest
    @EnumSource(Failure.Kind.class)
    void whatIsWrittenIsReadBack(Failure.Kind kind) {
        ProviderError error = read(OpenAiErrors.body(new Failure(kind, "c", "m\n\u0000\"é😀", "f", null))
                .toString());
        assertEquals("m\n\u0000\"é😀", error.message());
        assertEquals("c", error.code());
        assertEquals("f", error.param());
        assertEquals(
                OpenAiErrors.body(error),
                OpenAiErrors.body(read(OpenAiErrors.body(error).toString())));
    }

    @Test
    void halfASurrogatePairInAMessageIsNoReasonToFail() {
        Buffer body = OpenAiErrors.body(Failure.invalid(null, "cut \ud83d"));
        assertEquals("cut \ud83d", OpenAiErrors.read(body).message());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            quoteCharacter = '`',
            value = {
                "{\"error\":{\"message\":\"m\",\"type\":\"t\",\"param\":\"p\",\"code\":\"c\"}} | m | t | p | c",
                "{\"error\":{\"message\":\"m\",\"type\":\"t\",\"param\":null,\"code\":400}}    | m | t | - | 400",
                "{\"error\":{\"code\":429}}                                                    | - | - | - | 429",
                "{\"error\":\"m\"}                                                             | m | - | - | -",
                "{\"error\":\"m\",\"code\":\"c\"}                                              | m | - | - | c",
                "{\"message\":\"m\",\"type\":\"t\"}                                            | m | t | - | -",
                "{\"object\":\"error\",\"message\":\"m\",\"type\":\"t\",\"code\":404}          | m | t | - | 404",
                "[{\"error\":{\"code\":400,\"message\":\"m\",\"status\":\"INVALID\"}}]         | m | INVALID | - | 400",
                "{\"detail\":\"m\"}                                                            | m | - | - | -",
                "{\"detail\":{\"error\":{\"message\":\"m\"}}}                                  | m | - | - | -",
                "{\"detail\":[{\"loc\":[\"body\",\"messages\",0],\"msg\":\"m\",\"type\":\"t\"},{\"msg\":\"o\"}]} "
                        + "| messages.0: m; o | t | messages.0 | -",
            })
    void theErrorsOfTheWildAreRead(String body, String message, String type, String param, String code) {
        assertEquals(new ProviderError(message, type, param, code), read(body));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "<html><body>502</body></html>",
                "{}",
                "[]",
                "null",
                "7",
                "\"x\"",
                "[1]",
                "{\"error\":null}",
                "{\"error\":{}}",
                "{\"error\":7}",
                "{\"choices\":[]}",
                "{\"detail\":[]}",
                "{\"detail\":[1]}",
                "{\"message\":{}}"
            })
    void whatIsNoErrorIsNotReadAsOne(String body) {
        assertNull(read(body));
    }

    @Test
    void noBodyIsNoError() {
        assertNull(OpenAiErrors.read(null));
    }
}
