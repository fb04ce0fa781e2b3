package dev.sluice.admission;

import dev.sluice.admission.PermitQueue.Outcome;

/**
 * How many permits an upstream has. Called under its queue's guard only, so an implementation needs none of its own.
 */
public interface PermitLimit {
    /**
     * The same number for ever.
     *
     * @param permits at least 1
     */
    static PermitLimit fixed(int permits) {
        if (permits < 1) throw new IllegalArgumentException("permits: got " + permits + ", expected 1 or more");
        return new SetLimit(permits);
    }

    /**
     * From now on so many, where the number is one that is simply said.
     *
     * @return false where it is found in another way
     */
    default boolean set(int permits) {
        return false;
    }

    /** Permits there are now, 0 or more. Changes in {@link #returned} and in {@link FairPermits#adapt} only. */
    int permits();

    /**
     * A permit came back.
     *
     * @param firstTokenNanos time to the first content, or -1 where there is none
     * @param inUse           permits out, this one included
     * @param now             nanoseconds of the queue's clock
     */
    void returned(Outcome outcome, long firstTokenNanos, int inUse, long now);
}
