package dev.sluice.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private static Duration read(String... namesAndValues) {
        MultiMap headers = HttpHeaders.headers();
        for (int i = 0; i < namesAndValues.length; i += 2) headers.add(namesAndValues[i], namesAndValues[i + 1]);
        return RetryAfter.read(headers, NOW);
    }

    @Test
    void readsSeconds() {
        assertEquals(Duration.ofSeconds(20), read("retry-after", "20"));
    }

    @Test
    void readsFractionsRoundedUpToAMillisecond() {
        assertEquals(Duration.ofMillis(1235), read("retry-after", " 1.2345 "));
    }

    @Test
    void prefersTheMilliseconds() {
        assertEquals(Duration.ofMillis(250), read("retry-after", "1", "retry-after-ms", "250"));
    }

    @Test
    void readsADateAgainstOurClock() {
        assertEquals(Duration.ofSeconds(90), read("retry-after", "Fri, 20 Nov 2026 10:01:30 GMT"));
    }

    @Test
    void readsADateAgainstTheirClockWhereTheyTellIt() {
        assertEquals(
                Duration.ofSeconds(30),
                read("retry-after", "Fri, 20 Nov 2026 10:01:30 GMT", "date", "Fri, 20 Nov 2026 10:01:00 GMT"));
    }

    @Test
    void neverWaitsBackwards() {
        assertEquals(Duration.ZERO, read("retry-after", "Fri, 20 Nov 2026 09:00:00 GMT"));
        assertEquals(Duration.ZERO, read("retry-after", "-5"));
    }

    @Test
    void waitsADayAtMost() {
        assertEquals(Duration.ofDays(1), read("retry-after", "99999999999999999999"));
        assertEquals(Duration.ofDays(1), read("retry-after", "Sat, 20 Nov 2027 10:00:00 GMT"));
    }

    @Test
    void knowsNothingFromNonsense() {
        assertNull(read());
        assertNull(read("retry-after", "soon"));
        assertNull(read("retry-after", "NaN"));
    }
}
