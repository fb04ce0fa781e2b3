package dev.sluice.upstream.endpoint;

import java.util.Arrays;

/**
 * Calls and failures of the last so many nanoseconds, in ten slices: a slice is forgotten as a whole, so the window is exact to a
 * tenth. Constant memory, no timers.
 */
final class FailureWindow {
    private static final int SLICES = 10;

    private final long sliceNanos;
    private final int[] calls = new int[SLICES];
    private final int[] failures = new int[SLICES];
    private long slice = Long.MIN_VALUE;

    FailureWindow(long nanos) {
        this.sliceNanos = Math.max(1, nanos / SLICES);
    }

    void add(boolean failed, long now) {
        turn(now);
        int i = (int) Math.floorMod(slice, (long) SLICES);
        calls[i]++;
        if (failed) failures[i]++;
    }

    int calls(long now) {
        turn(now);
        return Arrays.stream(calls).sum();
    }

    int failures(long now) {
        turn(now);
        return Arrays.stream(failures).sum();
    }

    void clear() {
        Arrays.fill(calls, 0);
        Arrays.fill(failures, 0);
    }

    private void turn(long now) {
        long next = Math.floorDiv(now, sliceNanos);
        if (next - slice >= SLICES || slice == Long.MIN_VALUE) {
            clear();
        } else {
            for (long s = slice + 1; s <= next; s++) {
                int i = (int) Math.floorMod(s, (long) SLICES);
                calls[i] = 0;
                failures[i] = 0;
            }
        }
        slice = next;
    }
}
