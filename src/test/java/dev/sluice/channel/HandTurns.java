package dev.sluice.channel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** A loop's turns, taken by hand: nothing runs before {@link #run}. */
final class HandTurns implements Turns {
    private static final class Alarm {
        final long id;
        final long everyMillis;
        final Runnable action;
        long dueNanos;

        Alarm(long id, long everyMillis, long dueNanos, Runnable action) {
            this.id = id;
            this.everyMillis = everyMillis;
            this.dueNanos = dueNanos;
            this.action = action;
        }
    }

    private final HandTime time;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<Alarm> alarms = new ArrayList<>();
    private long ids;

    HandTurns(HandTime time) {
        this.time = time;
    }

    @Override
    public void later(Runnable action) {
        tasks.add(action);
    }

    @Override
    public long once(long millis, Runnable action) {
        return alarm(millis, 0, action);
    }

    @Override
    public long every(long millis, Runnable action) {
        return alarm(millis, millis, action);
    }

    @Override
    public void cancel(long timer) {
        alarms.removeIf(a -> a.id == timer);
    }

    private long alarm(long millis, long everyMillis, Runnable action) {
        if (millis < 1) throw new IllegalArgumentException("a timer of " + millis + " ms");
        alarms.add(new Alarm(ids, everyMillis, time.nanos() + millis * 1_000_000, action));
        return ids++;
    }

    /** Takes one turn; false where there was none to take. */
    boolean turn() {
        for (Alarm alarm : alarms)
            if (alarm.dueNanos <= time.nanos()) {
                if (alarm.everyMillis > 0) alarm.dueNanos += alarm.everyMillis * 1_000_000;
                else alarms.remove(alarm);
                alarm.action.run();
                return true;
            }
        Runnable task = tasks.poll();
        if (task != null) task.run();
        return task != null;
    }

    /** Takes all turns there are, those that they make included. */
    void run() {
        for (int turns = 0; turn(); turns++)
            if (turns > 1_000_000) throw new AssertionError("the loop never comes to rest");
    }

    /** Timers that are set. */
    int alarms() {
        return alarms.size();
    }
}
