package dev.sluice.system;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another thread brings about. */
final class Eventually {
    private Eventually() {}

    /** Fails after that many seconds. */
    static void within(int seconds, String what, BooleanSupplier holds) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > deadline) throw new AssertionError("not within " + seconds + " s: " + what);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    /** No answer runs, and no permit is taken. */
    static void idle(TestNode node) {
        within(5, "no answer runs", () -> node.meter("active_streams") == 0);
        within(5, "no permit is taken", () -> node.meter("permits_in_use") == 0);
    }
}
