package dev.sluice.dialect.anthropic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.model.FailureException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AnthropicFieldsTest {
    @Test
    void betasAndAnUnusualVersionGoAlong() {
        assertEquals(Map.of(), AnthropicFields.of(List.of(), List.of()));
        assertEquals(Map.of("anthropic-beta", "a,b"), AnthropicFields.of(List.of("2023-06-01"), List.of("a", "b")));
        assertEquals(Map.of("anthropic-version", "2023-01-01"), AnthropicFields.of(List.of("2023-01-01"), List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "latest", "2023-6-1", "2023-06-01 ", "2023-06-01\r\nx-api-key: sk", "20230601"})
    void whatIsNoDateIsNoVersion(String version) {
        FailureException refused =
                assertThrows(FailureException.class, () -> AnthropicFields.of(List.of(version), List.of()));
        assertEquals("anthropic-version", refused.failure().field());
        assertEquals(400, refused.failure().kind().status());
    }

    @Test
    void twoOfThemAreNoVersion() {
        FailureException refused = assertThrows(
                FailureException.class, () -> AnthropicFields.of(List.of("2023-06-01", "2023-06-01"), List.of()));
        assertEquals(
                "anthropic-version: \"2023-06-01, 2023-06-01\" is not a valid version",
                refused.failure().message());
    }
}
