package dev.sluice.edge;

import dev.sluice.model.EdgeObserver;
import dev.sluice.model.Time;
import io.vertx.core.Vertx;

/** Asks its event loop for a turn four times a second, and tells how late it got it. Belongs to the loop that it is made on. */
final class LoopProbe implements AutoCloseable {
    private static final long MILLIS = 250;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Vertx vertx;
    private final Time time;
    private final EdgeObserver observer;
    private long timer;

    LoopProbe(Vertx vertx, Time time, EdgeObserver observer) {
        this.vertx = vertx;
        this.time = time;
        this.observer = observer;
        ask();
    }

    private void ask() {
        long due = time.nanos() + MILLIS * NANOS_PER_MILLI;
        timer = vertx.setTimer(MILLIS, t -> {
            observer.late(Math.max(0, time.nanos() - due));
            ask();
        });
    }

    @Override
    public void close() {
        vertx.cancelTimer(timer);
    }
}
