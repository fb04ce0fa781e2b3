package dev.sluice.channel;

import io.vertx.core.Future;

/** The last bytes for a client on their way; where they don't leave in time, its connection is dropped. Belongs to its loop. */
public final class Farewell extends Pump {
    private final Loop loop;
    private final long dueNanos;
    private final Runnable drop;

    private Farewell(Loop loop, long dueNanos, Runnable drop) {
        this.loop = loop;
        this.dueNanos = dueNanos;
        this.drop = drop;
    }

    /**
     * On the loop.
     *
     * @param dueNanos when they must have left, by the loop's clock
     * @param left     completes on the loop, when they have left or are lost
     * @param drop     called where they have not
     */
    public static void watch(Loop loop, long dueNanos, Future<?> left, Runnable drop) {
        // Most sockets take them at once.
        if (left.isComplete()) return;
        Farewell farewell = new Farewell(loop, dueNanos, drop);
        loop.add(farewell);
        left.onComplete(done -> loop.remove(farewell));
    }

    @Override
    protected void flush(long now) {}

    @Override
    protected void beat(long now) {
        if (now - dueNanos >= 0) broken();
    }

    @Override
    protected void broken() {
        loop.remove(this);
        drop.run();
    }
}
