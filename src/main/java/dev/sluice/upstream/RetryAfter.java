package dev.sluice.upstream;

import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/**
 * When a provider wants to be asked again: {@code retry-after-ms} (OpenAI, milliseconds), or {@code Retry-After} (RFC 9110,
 * section 10.2.3: seconds or an HTTP date). Fractions of a second occur in the wild.
 */
final class RetryAfter {
    private static final Duration MOST = Duration.ofDays(1);

    private RetryAfter() {}

    /**
     * @param now used for an HTTP date where the response has no {@code Date} of its own, whose clock is the better one
     * @return null where there is no such header, or none that can be read; never negative, a day at most
     */
    static Duration read(MultiMap headers, Instant now) {
        Duration precise = millis(headers.get("retry-after-ms"), 1);
        if (precise != null) return precise;
        String value = headers.get("retry-after");
        Duration seconds = millis(value, 1000);
        if (seconds != null) return seconds;
        Instant until = date(value);
        if (until == null) return null;
        Instant theirs = date(headers.get("date"));
        return clamp(Duration.between(theirs == null ? now : theirs, until));
    }

    private static Duration millis(String value, int factor) {
        if (value == null) return null;
        try {
            double millis = Double.parseDouble(value.trim()) * factor;
            if (Double.isNaN(millis)) return null;
            return clamp(Duration.ofMillis((long) Math.ceil(Math.min(millis, MOST.toMillis()))));
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    private static Instant date(String value) {
        if (value == null) return null;
        try {
            return ZonedDateTime.parse(value.trim(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeException notADate) {
            return null;
        }
    }

    private static Duration clamp(Duration wait) {
        if (wait.isNegative()) return Duration.ZERO;
        return wait.compareTo(MOST) > 0 ? MOST : wait;
    }
}
