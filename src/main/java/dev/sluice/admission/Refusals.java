package dev.sluice.admission;

import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;

/**
 * The permit queue's refusals, in words that reach the caller. Waits are nanoseconds, -1 where nothing was measured
 * yet. Any thread.
 */
final class Refusals {
    private static final double NANOS_PER_MILLI = 1e6;

    private final String upstream;

    Refusals(String upstream) {
        this.upstream = upstream;
    }

    /**
     * No place in line, or it went to a better ticket.
     *
     * @param again when it is worth coming again
     */
    Failure full(long again) {
        return overloaded("queue_full", "the queue of upstream " + upstream + " is full", again);
    }

    /**
     * Not worth waiting.
     *
     * @param wait what was foreseen
     */
    Failure tooLong(long wait, long limit, long again) {
        String foreseen = wait < 0 ? "no permit is free" : "the expected wait is " + millis(wait) + " ms";
        return overloaded(
                "queue_too_long",
                "the queue of upstream " + upstream + " is too long: " + foreseen + ", the limit is " + millis(limit)
                        + " ms",
                again);
    }

    /** Its turn came too late. */
    Failure timeout(long limit) {
        return overloaded(
                "queue_timeout", "no permit of upstream " + upstream + " came within " + millis(limit) + " ms", limit);
    }

    /** Work for which nobody waits found no permit that nobody wants. */
    Failure noSpare() {
        return overloaded("no_spare_permit", "upstream " + upstream + " has no permit to spare", -1);
    }

    static long millis(long nanos) {
        return Math.round(nanos / NANOS_PER_MILLI);
    }

    private static Failure overloaded(String code, String message, long again) {
        return new Failure(Kind.OVERLOADED, code, message, null, DrainRate.retryAfter(again));
    }
}
