package dev.sluice.edge.face;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.admission.RateState;
import dev.sluice.admission.RateState.Rate;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RateHeadersTest {
    private static final RateState STATE =
            new RateState(new Rate(60, 59, Duration.ofSeconds(1)), new Rate(50_000, 0, Duration.ofMillis(61_250)));

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "1, 1ms",
        "12000000, 12ms",
        "999000001, 1s",
        "1000000000, 1s",
        "1500000000, 1.5s",
        "1050000000, 1.05s",
        "360000000000, 6m0s",
        "3600000000000, 1h0m0s",
        "90061001000000, 25h1m1.001s"
    })
    void durationsAreWrittenAsGoDoes(long nanos, String text) {
        assertEquals(text, RateHeaders.goDuration(Duration.ofNanos(nanos)));
    }

    @Test
    void openAisSayHowLongUntilFull() {
        MultiMap head = MultiMap.caseInsensitiveMultiMap();
        new OpenAiFace().limits(STATE, Instant.EPOCH, head);
        assertEquals("60", head.get("x-ratelimit-limit-requests"));
        assertEquals("59", head.get("x-ratelimit-remaining-requests"));
        assertEquals("1s", head.get("x-ratelimit-reset-requests"));
        assertEquals("0", head.get("x-ratelimit-remaining-tokens"));
        assertEquals("1m1.25s", head.get("x-ratelimit-reset-tokens"));
        assertEquals(6, head.size());
    }

    @Test
    void anthropicsSayWhen() {
        MultiMap head = MultiMap.caseInsensitiveMultiMap();
        new AnthropicFace().limits(STATE, Instant.parse("2026-03-01T10:00:00.001Z"), head);
        assertEquals("60", head.get("anthropic-ratelimit-requests-limit"));
        assertEquals("59", head.get("anthropic-ratelimit-requests-remaining"));
        assertEquals("2026-03-01T10:00:02Z", head.get("anthropic-ratelimit-requests-reset"));
        assertEquals("2026-03-01T10:01:02Z", head.get("anthropic-ratelimit-tokens-reset"));
        assertEquals(6, head.size());
    }
}
