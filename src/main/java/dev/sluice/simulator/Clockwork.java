package dev.sluice.simulator;

import io.vertx.core.Vertx;
import java.util.Comparator;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Wakes each answer when it has something to say: one Vert.x timer for all, set to the earliest. Its turns are a millisecond
 * apart at least, and whatever is due by then goes out in the same turn; a timer for each token of each answer would cost
 * more than the write. Owned by the simulator's loop.
 */
final class Clockwork {
    /** Something that wakes up now and then. Belongs to one clockwork. */
    abstract static class Sleeper {
        private long wakeNanos;
        private long number;
        private boolean asleep;

        /** @param now the clock, which is at the time asked for or later */
        abstract void wake(long now);
    }

    private static final Comparator<Sleeper> EARLIEST = (a, b) -> {
        int order = Long.compare(a.wakeNanos - b.wakeNanos, 0); // nanoTime may wrap around
        return order != 0 ? order : Long.compare(a.number, b.number);
    };

    private final Vertx vertx;
    private final LongSupplier nanos;
    private final Thread owner = Thread.currentThread();
    private final TreeSet<Sleeper> sleepers = new TreeSet<>(EARLIEST);
    private long numbers;
    private long timer = -1;
    private long timerNanos;
    private boolean closed;

    /**
     * Belongs to the thread that makes it.
     *
     * @param nanos such as {@link System#nanoTime}
     */
    Clockwork(Vertx vertx, LongSupplier nanos) {
        this.vertx = vertx;
        this.nanos = nanos;
    }

    long now() {
        return nanos.getAsLong();
    }

    /** Wakes the sleeper once, at that time; an earlier wish of the same sleeper is forgotten. */
    void wakeAt(Sleeper sleeper, long atNanos) {
        assert Thread.currentThread() == owner : "a clockwork belongs to one loop";
        if (closed) return;
        forget(sleeper);
        sleeper.wakeNanos = atNanos;
        sleeper.number = numbers++;
        sleeper.asleep = true;
        sleepers.add(sleeper);
        arm();
    }

    void forget(Sleeper sleeper) {
        if (sleeper.asleep) sleepers.remove(sleeper);
        sleeper.asleep = false;
    }

    void close() {
        closed = true;
        sleepers.clear();
        disarm();
    }

    private void arm() {
        if (sleepers.isEmpty()) return;
        long earliest = sleepers.first().wakeNanos;
        if (timer >= 0 && timerNanos - earliest <= 0) return;
        disarm();
        long wait = Math.max(earliest - now(), 0);
        timerNanos = earliest;
        timer = vertx.setTimer(Math.max(1, TimeUnit.NANOSECONDS.toMillis(wait + 999_999)), fired -> turn());
    }

    private void disarm() {
        if (timer >= 0) vertx.cancelTimer(timer);
        timer = -1;
    }

    private void turn() {
        timer = -1;
        long now = now();
        long before = numbers; // who falls asleep again during this turn waits for the next one
        while (!sleepers.isEmpty() && sleepers.first().wakeNanos - now <= 0 && sleepers.first().number < before) {
            Sleeper sleeper = sleepers.pollFirst();
            sleeper.asleep = false;
            sleeper.wake(now);
        }
        arm();
    }
}
