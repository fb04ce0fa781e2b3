package dev.sluice.hub;

import dev.sluice.model.Time;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Time that passes by hand. Any thread. */
final class HubClock implements Time {
    private final long began = System.currentTimeMillis();
    private final AtomicLong passed = new AtomicLong();

    void pass(Duration time) {
        passed.addAndGet(time.toNanos());
    }

    @Override
    public long millis() {
        return began + passed.get() / 1_000_000;
    }

    @Override
    public long nanos() {
        return passed.get();
    }
}
