package dev.sluice.dialect.anthropic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.dialect.ProviderError;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AnthropicErrorsTest {
    /** An Anthropic provider's error goes through the house in OpenAI's words, and comes out at Anthropic's face as it was. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "invalid_request_error",
                "authentication_error",
                "billing_error",
                "permission_error",
                "not_found_error",
                "request_too_large",
                "rate_limit_error",
                "timeout_error",
                "overloaded_error",
                "api_error"
            })
    void everyTypeComesBack(String type) {
        ProviderError there = AnthropicErrors.toOpenAi(new ProviderError("Words.", type, null, null));
        ProviderError back = AnthropicErrors.fromOpenAi(there);
        assertEquals("Words.", back.message());
        assertEquals(type, back.type());
    }
}
