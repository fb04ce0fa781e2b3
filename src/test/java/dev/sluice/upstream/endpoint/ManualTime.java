package dev.sluice.upstream.endpoint;

import dev.sluice.model.Time;
import java.time.Duration;

/** Stands still until it is told to move on. Begins near the overflow that {@code nanoTime} may have, since nobody may mind it. */
final class ManualTime implements Time {
    private long nanos = Long.MAX_VALUE - Duration.ofSeconds(40).toNanos();

    @Override
    public long millis() {
        return nanos / 1_000_000;
    }

    @Override
    public long nanos() {
        return nanos;
    }

    void pass(Duration time) {
        nanos += time.toNanos();
    }
}
