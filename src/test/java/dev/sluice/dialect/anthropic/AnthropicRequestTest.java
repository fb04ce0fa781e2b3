package dev.sluice.dialect.anthropic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.FailureException;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is known of a request that passes, and what is left alone. */
final class AnthropicRequestTest {
    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

    private static AnthropicRequest read(String body) {
        return AnthropicRequest.read(Buffer.buffer(body), Map.of());
    }

    @Test
    void whatTheHouseGoesByIsRead() {
        AnthropicRequest request = read("{\"stream\":true,\"temperature\":0.0,\"max_tokens\":7,\"model\":\"m\"}");
        assertEquals("m", request.model());
        assertEquals(7, request.maxTokens());
        assertTrue(request.stream());
        assertTrue(request.deterministic());
        AnthropicRequest bare = read("{\"model\":\"m\",\"stream\":null,\"temperature\":null}");
        assertNull(bare.maxTokens());
        assertFalse(bare.stream());
        assertFalse(bare.deterministic());
    }

    @Test
    void nothingButTheModelIsChangedForTheProvider() {
        String body =
                "{ \"max_tokens\" : 7,\"model\": \"m\\u0041\" ,\n\"container\":{\"model\":\"m\"}, " + MESSAGES + "}";
        AnthropicRequest request = read(body);
        assertEquals("mA", request.model());
        assertSame(request.body(), request.forUpstream("mA", false, Set.of()));
        assertEquals(
                body.replace("\"m\\u0041\"", "\"a\\\"b ☀\""),
                request.forUpstream("a\"b ☀", false, Set.of()).toString());
    }

    @Test
    void whatOnlyThisDialectCanSayIsInTheWayOfATranslationAlone() {
        AnthropicRequest request = read("{\"model\":\"m\",\"max_tokens\":7,\"container\":\"c\"," + MESSAGES + "}");
        FailureException refused = assertThrows(FailureException.class, request::chat);
        assertEquals("container", refused.failure().field());
    }

    @Test
    void whatCanBeTranslatedIsTranslatedOnce() {
        AnthropicRequest request = read("{\"model\":\"m\",\"max_tokens\":7," + MESSAGES + "}");
        assertEquals(7, request.chat().maxTokens());
        assertSame(request.chat(), request.chat());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]                                                  | ",
                "{\"model\":\"m\"                                    | ",
                "{\"max_tokens\":7}                                  | model",
                "{\"model\":\"\"}                                    | model",
                "{\"model\":\"m\",\"model\":\"n\"}                   | model",
                "{\"model\":\"m\",\"max_tokens\":0}                  | max_tokens",
                "{\"model\":\"m\",\"max_tokens\":\"7\"}              | max_tokens",
                "{\"model\":\"m\",\"max_tokens\":9999999999}         | max_tokens",
                "{\"model\":\"m\",\"stream\":1}                      | stream",
            })
    void whatTheHouseCannotGoByIsNamed(String body, String field) {
        FailureException refused = assertThrows(FailureException.class, () -> read(body));
        assertEquals(field, refused.failure().field());
    }
}
