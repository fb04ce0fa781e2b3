package dev.sluice.channel;

/** The last bytes of a connection on their way; where they don't leave in time, the connection is dropped. Belongs to its loop. */
final class Farewell extends Pump {
    private final Outlet outlet;
    private final Loop loop;
    private final long dueNanos;

    private Farewell(Outlet outlet, Loop loop, long dueNanos) {
        this.outlet = outlet;
        this.loop = loop;
        this.dueNanos = dueNanos;
    }

    /** Ends the outlet. @param dueNanos when it must have ended */
    static void watch(Outlet outlet, Loop loop, long dueNanos) {
        Farewell farewell = new Farewell(outlet, loop, dueNanos);
        loop.add(farewell);
        outlet.end(() -> loop.remove(farewell));
    }

    @Override
    protected long interval() {
        return 0;
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
        outlet.drop();
    }
}
