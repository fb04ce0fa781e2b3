package dev.sluice.channel;

import dev.sluice.model.Time;

/** A clock that stands still until it is moved. */
final class HandTime implements Time {
    private long nanos = 1_000_000_000L;

    @Override
    public long millis() {
        return 1_700_000_000_000L + nanos / 1_000_000;
    }

    @Override
    public long nanos() {
        return nanos;
    }

    void advance(long millis) {
        nanos += millis * 1_000_000;
    }
}
