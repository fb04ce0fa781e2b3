package dev.sluice.dialect.gemini;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.FailureException;
import io.vertx.core.buffer.Buffer;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is known of a request that passes, and what is left alone. */
final class GeminiRequestTest {
    private static final String SAYS = "{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]";
    private static final String ALONE =
            SAYS + " ,\n \"cachedContent\":\"cachedContents/1\",\"tools\":[{\"googleSearch\":{}}]}";

    private static GeminiRequest read(String body) {
        return GeminiRequest.read("m", Buffer.buffer(body), true);
    }

    @Test
    void whatTheHouseGoesByIsReadInBothSpellings() {
        GeminiRequest camel = read("""
                {"generationConfig":{"maxOutputTokens":7,"candidateCount":2,"temperature":0.0}}""");
        GeminiRequest snake = read("""
                {"generation_config":{"max_output_tokens":"7","candidate_count":2,"temperature":0}}""");
        for (GeminiRequest request : new GeminiRequest[] {camel, snake}) {
            assertEquals(7, request.maxTokens());
            assertEquals(2, request.choices());
            assertTrue(request.deterministic());
            assertTrue(request.stream());
            assertEquals("m", request.model());
        }
        GeminiRequest bare = read("{}");
        assertNull(bare.maxTokens());
        assertEquals(1, bare.choices());
        assertFalse(bare.deterministic());
    }

    @Test
    void thoughtsAreToldToThoseWhoAsk() {
        assertFalse(read("{}").thoughts());
        assertTrue(read("""
                {"generationConfig":{"thinkingConfig":{"includeThoughts":true}}}""").thoughts());
        assertTrue(read("""
                {"generation_config":{"thinking_config":{"include_thoughts":true}}}""").thoughts());
    }

    @Test
    void whatOnlyThisDialectCanSayIsInTheWayOfATranslationAlone() {
        GeminiRequest request = read(ALONE);
        assertSame(request.body(), request.forUpstream("other", true, Set.of()));
        assertEquals(ALONE, request.body().toString());
        FailureException refused = assertThrows(FailureException.class, request::chat);
        assertEquals("tools[0].googleSearch", refused.failure().field());
    }

    @Test
    void whatCanBeTranslatedIsTranslatedOnce() {
        GeminiRequest request = read(SAYS + "}");
        assertEquals("m", request.chat().model());
        assertTrue(request.chat().includeUsage());
        assertSame(request.chat(), request.chat());
    }

    @Test
    void aModelInTheBodyIsTheProviders() {
        GeminiRequest request = read("{\"model\" : \"models/m\", \"contents\":[]}");
        assertSame(request.body(), request.forUpstream("m", true, Set.of()));
        assertEquals(
                "{\"model\" : \"models/a\\\"b\", \"contents\":[]}",
                request.forUpstream("a\"b", true, Set.of()).toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]                                                           | ",
                "{\"contents\":[]                                             | ",
                "{\"model\":\"another\"}                                      | model",
                "{\"model\":5}                                                | model",
                "{\"contents\":[],\"contents\":[]}                            | contents",
                "{\"generationConfig\":\"odd\"}                               | generationConfig",
                "{\"generationConfig\":{\"maxOutputTokens\":1.5}}             | generationConfig.maxOutputTokens",
                "{\"generationConfig\":{\"maxOutputTokens\":\"x\"}}           | generationConfig.maxOutputTokens",
                "{\"generationConfig\":{\"candidateCount\":{}}}               | generationConfig.candidateCount",
                "{\"generationConfig\":{\"seed\":1,\"seed\":2}}               | generationConfig.seed",
                "{\"generationConfig\":{},\"generation_config\":{}}           | generationConfig",
            })
    void whatTheHouseCannotGoByIsNamed(String body, String field) {
        FailureException refused = assertThrows(FailureException.class, () -> read(body));
        assertEquals(field, refused.failure().field());
    }
}
