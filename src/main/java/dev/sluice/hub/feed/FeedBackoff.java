package dev.sluice.hub.feed;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When the next attempt is due. Full jitter (M. Brooker, "Exponential Backoff and Jitter", 2015): drawn evenly between nothing and a
 * bound that doubles with each failure, so that many nodes which lost one source do not come back together. What the source itself
 * asked for, by {@code retry:} or Retry-After, is waited for first. Belongs to its feed.
 */
final class FeedBackoff {
    /** A source that asks for more than this is asked earlier all the same. */
    private static final long MOST_ASKED_MILLIS = 5 * 60_000L;

    private final long minMillis;
    private final long maxMillis;
    private final RandomGenerator jitter;
    private long asked;
    private int failures;

    FeedBackoff(Duration min, Duration max, RandomGenerator jitter) {
        this.minMillis = min.toMillis();
        this.maxMillis = max.toMillis();
        this.jitter = jitter;
    }

    /** The source's {@code retry:}, from now on. */
    void asked(long millis) {
        asked = Math.min(millis, MOST_ASKED_MILLIS);
    }

    /** The source works: the next break is the first again. */
    void succeeded() {
        failures = 0;
    }

    /** Attempts that failed in a row. */
    int failures() {
        return failures;
    }

    /**
     * One more failure.
     *
     * @param retryAfter what the source asked for just now, or null
     */
    long next(Duration retryAfter) {
        long bound = Math.min(maxMillis, minMillis << Math.min(failures, 20));
        failures++;
        long floor = retryAfter == null ? asked : Math.min(Math.max(asked, retryAfter.toMillis()), MOST_ASKED_MILLIS);
        return Math.max(1, floor + jitter.nextLong(bound + 1));
    }
}
