package dev.sluice.edge.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.sluice.dialect.ProviderError;
import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import dev.sluice.upstream.UpstreamRejectedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FieldNamesTest {
    @ParameterizedTest
    @CsvSource({
        "seed, generationConfig.seed",
        "messages[3].content[0].type, contents",
        "max_completion_tokens, generationConfig.maxOutputTokens",
        "tool_choice.function, toolConfig.functionCallingConfig",
    })
    void aFieldIsNamedAsGeminisCallersKnowIt(String field, String name) {
        Failure renamed = FieldNames.GEMINI
                .of(Failure.invalid(field, field + ": got x").exception())
                .failure();
        assertEquals(Failure.invalid(name, name + ": got x"), renamed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"max_tokens", "messages[0].content", "thinking.budget_tokens", "tools[0].input_schema", ""})
    void aFieldThatAnthropicHasItselfStays(String field) {
        FailureException failure = Failure.invalid(field, "wrong").exception();
        assertSame(failure, FieldNames.ANTHROPIC.of(failure));
    }

    @Test
    void aFailureOfNoFieldStays() {
        FailureException failure =
                Failure.of(Failure.Kind.UPSTREAM, "upstream_reset", "reset").exception();
        assertSame(failure, FieldNames.GEMINI.of(failure));
    }

    @Test
    void aProvidersWordsStayButNotItsField() {
        ProviderError error = new ProviderError("Invalid 'stop': too many.", "invalid_request_error", "stop", null);
        UpstreamRejectedException refused =
                new UpstreamRejectedException(Failure.invalid("stop", error.message()), 400, error);
        UpstreamRejectedException renamed =
                assertInstanceOf(UpstreamRejectedException.class, FieldNames.ANTHROPIC.of(refused));
        assertEquals(
                new ProviderError(error.message(), "invalid_request_error", "stop_sequences", null), renamed.error());
        assertEquals("stop_sequences", renamed.failure().field());
        assertEquals(400, renamed.status());
    }
}
