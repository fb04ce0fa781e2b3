package dev.sluice.admission;

import java.time.Duration;

/**
 * How fast a line moves. By Little's law permits come back, while all are out, once in (the mean time that one is
 * held) / (how many there are). Taken from the holding times rather than from the pauses between returns: idle hours
 * do not count as slowness, a change of the limit shows at once, and the first answers after a start, which all began
 * together, do not look like a standstill. Guarded by its owner.
 */
final class DrainRate {
    /** The first so many count alike, later ones with the weight of one in so many. */
    private static final int MEMORY = 32;

    /** SDKs take no notice of a Retry-After above this. */
    private static final Duration MOST = Duration.ofSeconds(60);

    private static final Duration LEAST = Duration.ofSeconds(1);

    private double meanHeldNanos;
    private int samples;

    /** A permit came back. */
    void returned(long heldNanos) {
        if (samples < MEMORY) samples++;
        meanHeldNanos += (Math.max(0, heldNanos) - meanHeldNanos) / samples;
    }

    boolean measured() {
        return samples > 0;
    }

    /** Nanoseconds between two returns while this many permits are out; of none, as of one. */
    double intervalNanos(int permits) {
        return meanHeldNanos / Math.max(1, permits);
    }

    /** When it is worth trying again: when those who wait now will have gone, but between 1 and 60 seconds. */
    static Duration retryAfter(long waitNanos) {
        Duration wait = Duration.ofNanos(waitNanos);
        if (wait.compareTo(LEAST) < 0) return LEAST;
        return wait.compareTo(MOST) > 0 ? MOST : wait;
    }
}
