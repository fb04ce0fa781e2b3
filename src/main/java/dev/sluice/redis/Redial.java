package dev.sluice.redis;

import java.util.random.RandomGenerator;

/**
 * When the next attempt to connect is due. Full jitter (M. Brooker, "Exponential Backoff and Jitter", 2015): drawn evenly between
 * nothing and a bound that doubles with each failure, so that nodes which lost Redis together do not come back together. Belongs to
 * one connection.
 */
final class Redial {
    private static final long FIRST_MILLIS = 50;
    private static final long MOST_MILLIS = 2000;

    private final RandomGenerator jitter;
    private int failures;

    Redial(RandomGenerator jitter) {
        this.jitter = jitter;
    }

    void succeeded() {
        failures = 0;
    }

    /**
     * One more failure.
     *
     * @return milliseconds, at least 1
     */
    long next() {
        long bound = Math.min(MOST_MILLIS, FIRST_MILLIS << Math.min(failures, 16));
        failures++;
        return 1 + jitter.nextLong(bound);
    }
}
