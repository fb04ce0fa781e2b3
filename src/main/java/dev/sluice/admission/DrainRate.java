package dev.sluice.admission;

import java.time.Duration;

/**
 * How fast a line moves: an exponentially weighted mean of the time between two permits coming back, taken only while all of
 * them are out, since an idle upstream's pauses say nothing about how fast it is. Guarded by its owner.
 */
final class DrainRate {
    /** Weight of the newest interval: about the last ten of them count. */
    private static final double NEWEST = 0.2;

    private static final double NANOS_PER_MILLI = 1e6;
    /** SDKs take no notice of a Retry-After above this. */
    private static final Duration MOST = Duration.ofSeconds(60);

    private static final Duration LEAST = Duration.ofSeconds(1);

    private double meanNanos = -1;
    private long since;
    private boolean measuring;

    /** The last free permit went out. */
    void saturated(long now) {
        since = now;
        measuring = true;
    }

    /** A permit came back. @param saturated whether it went out again at once */
    void released(long now, boolean saturated) {
        if (measuring) {
            double interval = Math.max(0, now - since);
            meanNanos = meanNanos < 0 ? interval : meanNanos + NEWEST * (interval - meanNanos);
        }
        since = now;
        measuring = saturated;
    }

    /** Milliseconds until the {@code position}th permit from now comes back; -1 where nothing was measured yet. */
    long etaMillis(int position, long now) {
        if (meanNanos < 0) return -1;
        double left = position * meanNanos - (measuring ? now - since : 0);
        return Math.max(0, Math.round(left / NANOS_PER_MILLI));
    }

    /** When a line of this length will have moved up; between 1 and 60 seconds, null where nothing was measured yet. */
    Duration retryAfter(int length, long now) {
        long millis = etaMillis(Math.max(1, length), now);
        if (millis < 0) return null;
        Duration wait = Duration.ofMillis(millis);
        if (wait.compareTo(LEAST) < 0) return LEAST;
        return wait.compareTo(MOST) > 0 ? MOST : wait;
    }
}
