package dev.sluice.redis;

import dev.sluice.model.Time;

/** The system's clock, and beside it one whose date moves by hand. For several threads. */
final class HandTime implements Time {
    private volatile long ahead;

    @Override
    public long millis() {
        return System.currentTimeMillis() + ahead;
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    void advance(long millis) {
        ahead += millis;
    }
}
