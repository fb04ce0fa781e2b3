package dev.sluice.system;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** What {@link Waiting} is asked most often, in seconds. */
final class Eventually {
    private Eventually() {}

    /** Fails after that many seconds. */
    static void within(int seconds, String what, BooleanSupplier holds) {
        Waiting.until(what, Duration.ofSeconds(seconds), holds);
    }

    /** No answer runs, and no permit is taken. */
    static void idle(TestNode node) {
        within(5, "no answer runs", () -> node.meter("active_streams") == 0);
        within(5, "no permit is taken", () -> node.meter("permits_in_use") == 0);
    }
}
