package dev.sluice.admission;

/**
 * A token bucket that holds a minute's worth and fills evenly. Kept as one moment: when it will be full again if
 * nobody takes any more (the generic cell rate algorithm of the ATM Forum's traffic management, in its
 * virtual-scheduling form). What is missing is the time until then; taking moves it on, giving back moves it back,
 * and a bucket that is full has nothing to remember. Taking beyond empty is possible: that is a debt, which time
 * pays. Guarded by its owner; times are nanoseconds.
 */
final class Bucket {
    static final long MINUTE_NANOS = 60_000_000_000L;
    /** The most that one bucket can be asked to count, so that the product with a minute fits into a long. */
    static final long MOST = 100_000_000;

    /** A day: whatever was overspent, nobody is shut out for longer. */
    private static final long LONGEST_DEBT_NANOS = 24 * 60 * MINUTE_NANOS;

    private final long perMinute;
    private long fullAt;

    /**
     * Full.
     *
     * @param perMinute 1 to {@link #MOST}
     */
    Bucket(long perMinute, long now) {
        this.perMinute = perMinute;
        this.fullAt = now;
    }

    /**
     * How long until {@code amount} can be taken; 0 for now.
     *
     * @param amount at most {@code perMinute}
     */
    long waitNanos(long amount, long now) {
        return Math.max(0, missing(now) + cost(amount) - MINUTE_NANOS);
    }

    /** Whatever is there. */
    void take(long amount, long now) {
        fullAt = now + Math.min(LONGEST_DEBT_NANOS, missing(now) + cost(amount));
    }

    /** Gives back what was taken; over the brim it is lost. */
    void giveBack(long amount, long now) {
        fullAt = now + Math.max(0, missing(now) - cost(amount));
    }

    /** Whole ones that can be taken now; never below 0. */
    long remaining(long now) {
        long there = MINUTE_NANOS - missing(now);
        if (there <= 0) return 0;
        return there * perMinute / MINUTE_NANOS;
    }

    /** Until it is full again. */
    long missing(long now) {
        return Math.max(0, fullAt - now);
    }

    long perMinute() {
        return perMinute;
    }

    private long cost(long amount) {
        return Math.min(amount, MOST) * MINUTE_NANOS / perMinute;
    }
}
