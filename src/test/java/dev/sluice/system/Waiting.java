package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Waits for what another process or loop brings about, with a bound. */
final class Waiting {
    private static final long PAUSE_NANOS = 2_000_000;

    private Waiting() {}

    /** Returns as soon as it is so; fails after {@code most}. */
    static void until(String what, Duration most, BooleanSupplier so) {
        long end = System.nanoTime() + most.toNanos();
        while (!so.getAsBoolean()) {
            if (System.nanoTime() - end > 0) fail("not within " + most.toMillis() + " ms: " + what);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Returns the value once it has not changed for {@code quiet}; fails where it still changes after {@code most}. */
    static long steady(String what, LongSupplier value, Duration quiet, Duration most) {
        long began = System.nanoTime();
        long last = value.getAsLong();
        for (long since = began; System.nanoTime() - since < quiet.toNanos(); LockSupport.parkNanos(PAUSE_NANOS)) {
            long now = value.getAsLong();
            if (now != last) since = System.nanoTime();
            last = now;
            if (System.nanoTime() - began > most.toNanos()) fail("still changing: " + what + ", now " + now);
        }
        return last;
    }
}
