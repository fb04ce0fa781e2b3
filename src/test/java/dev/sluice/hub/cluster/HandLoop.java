package dev.sluice.hub.cluster;

import dev.sluice.model.Time;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A cluster's loop whose turns and timers a test works off by hand. All loops of a test share one clock. */
final class HandLoop implements ClusterLoop {
    /** Time that stands still until it is moved. */
    static final class Clock implements Time {
        long millis = 1_000_000;

        @Override
        public long millis() {
            return millis;
        }

        @Override
        public long nanos() {
            return millis * 1_000_000;
        }
    }

    private record Timer(long id, long due, Runnable action) {}

    private final Clock clock;
    private final ArrayDeque<Runnable> turns = new ArrayDeque<>();
    private final List<Timer> timers = new ArrayList<>();
    private long ids;

    HandLoop(Clock clock) {
        this.clock = clock;
    }

    /** Does one thing that waits, if any does. */
    boolean turn() {
        Timer due = timers.stream()
                .filter(t -> t.due <= clock.millis)
                .min(Comparator.comparingLong(Timer::due).thenComparingLong(Timer::id))
                .orElse(null);
        if (due != null) {
            timers.remove(due);
            turns.add(due.action);
        }
        Runnable next = turns.poll();
        if (next == null) return false;
        next.run();
        return true;
    }

    @Override
    public void later(Runnable action) {
        turns.add(action);
    }

    @Override
    public long once(long millis, Runnable action) {
        if (millis < 1) throw new IllegalArgumentException("a timer of " + millis + " ms");
        timers.add(new Timer(++ids, clock.millis + millis, action));
        return ids;
    }

    @Override
    public void cancel(long timer) {
        timers.removeIf(t -> t.id == timer);
    }

    @Override
    public Time time() {
        return clock;
    }
}
