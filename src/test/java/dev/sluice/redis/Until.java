package dev.sluice.redis;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what Redis or another loop brings about, with a bound. */
final class Until {
    private static final long MOST_NANOS = Duration.ofSeconds(10).toNanos();

    private Until() {}

    static void so(String what, Callable<Boolean> holds) throws Exception {
        long end = System.nanoTime() + MOST_NANOS;
        while (!holds.call()) {
            if (System.nanoTime() - end > 0) throw new AssertionError("did not come to be: " + what);
            LockSupport.parkNanos(2_000_000);
        }
    }
}
