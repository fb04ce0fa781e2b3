package dev.sluice.app.bench;

import java.util.Arrays;

/** Times, all of them kept: percentiles are exact, and a million takes 8 MB. Belongs to its run's loop. */
final class Samples {
    private static final double NANOS_PER_MILLI = 1e6;

    private long[] nanos = new long[1024];
    private int size;
    private boolean sorted = true;

    void add(long time) {
        if (size == nanos.length) nanos = Arrays.copyOf(nanos, size * 2);
        nanos[size++] = time;
        sorted = false;
    }

    int size() {
        return size;
    }

    /** Milliseconds; 0 where there are none. */
    double mean() {
        return size == 0 ? 0 : Arrays.stream(nanos, 0, size).average().orElseThrow() / NANOS_PER_MILLI;
    }

    /** Milliseconds, by the nearest rank: so many percent took no longer than this. 0 where there are none. */
    double percentile(double percent) {
        if (size == 0) return 0;
        if (!sorted) Arrays.sort(nanos, 0, size);
        sorted = true;
        int rank = (int) Math.ceil(percent / 100 * size);
        return nanos[Math.max(1, rank) - 1] / NANOS_PER_MILLI;
    }
}
