package dev.sluice.channel;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;

/** A loop's turns and timers, taken by hand: nothing runs before {@link #turn}, {@link #run} or {@link #pass}. */
public class HandTurns implements Turns {
    private record Alarm(long id, long dueMillis, long everyMillis, Runnable action) {}

    private final HandTime time;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<Alarm> alarms = new ArrayList<>();
    private long ids;

    /** @param time may be other loops', too, where nobody lets it {@link #pass} */
    public HandTurns(HandTime time) {
        this.time = time;
    }

    public final HandTime time() {
        return time;
    }

    @Override
    public final void later(Runnable action) {
        tasks.add(action);
    }

    @Override
    public final long once(long millis, Runnable action) {
        return alarm(millis, 0, action);
    }

    @Override
    public final long every(long millis, Runnable action) {
        return alarm(millis, millis, action);
    }

    @Override
    public final void cancel(long timer) {
        alarms.removeIf(a -> a.id == timer);
    }

    private long alarm(long millis, long everyMillis, Runnable action) {
        if (millis < 1) throw new IllegalArgumentException("a timer of " + millis + " ms");
        alarms.add(new Alarm(ids, time.millis + millis, everyMillis, action));
        return ids++;
    }

    /** The timer that is due first of those that are due by then; null where none is. */
    private Alarm due(long byMillis) {
        return alarms.stream()
                .filter(a -> a.dueMillis <= byMillis)
                .min(Comparator.comparingLong(Alarm::dueMillis).thenComparingLong(Alarm::id))
                .orElse(null);
    }

    private void fire(Alarm alarm) {
        alarms.remove(alarm);
        if (alarm.everyMillis > 0)
            alarms.add(new Alarm(alarm.id, alarm.dueMillis + alarm.everyMillis, alarm.everyMillis, alarm.action));
        alarm.action.run();
    }

    /** Takes one turn; false where there was none to take. */
    public final boolean turn() {
        Alarm alarm = due(time.millis);
        if (alarm != null) {
            fire(alarm);
            return true;
        }
        Runnable task = tasks.poll();
        if (task != null) task.run();
        return task != null;
    }

    /** Takes all turns there are, those that they make included. */
    public final void run() {
        for (int turns = 0; turn(); turns++)
            if (turns > 1_000_000) throw new AssertionError("the loop never comes to rest");
    }

    /** Lets time pass, and does what is due at its time, and all that follows from it. */
    public final void pass(Duration by) {
        long until = time.millis + by.toMillis();
        for (Alarm next = due(until); next != null; next = due(until)) {
            time.millis = Math.max(time.millis, next.dueMillis);
            fire(next);
            run();
        }
        time.millis = until;
    }

    /** Timers that are set. */
    public final int alarms() {
        return alarms.size();
    }
}
