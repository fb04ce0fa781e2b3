package dev.sluice.channel;

import io.vertx.core.buffer.Buffer;

/**
 * What stands between a pump and its outlet: shut while the socket takes no more, which must not last, and never silent for long while it
 * is open. The last bytes pass it, too: a socket that does not take them is dropped like any other. Belongs to the pump's loop.
 */
final class Valve {
    private final Outlet outlet;
    private final Loop loop;
    private final ConnectionLimits limits;
    private final Runnable filled;
    private final Runnable drained;
    private boolean shut;
    private long shutSince;
    private final long opened;
    private long lastWrite;

    /**
     * @param filled  called when the socket takes no more
     * @param drained called when it takes bytes again
     */
    Valve(Outlet outlet, Loop loop, ConnectionLimits limits, Runnable filled, Runnable drained) {
        this.outlet = outlet;
        this.loop = loop;
        this.limits = limits;
        this.filled = filled;
        this.drained = drained;
        this.opened = loop.now();
        this.lastWrite = opened;
    }

    /** Whether the socket takes no more for now. */
    boolean shut() {
        return shut;
    }

    /** Sends what the outlet was given. */
    void write(long now) {
        if (outlet.pending() > 0) {
            lastWrite = now;
            outlet.flush();
        }
        if (shut || !outlet.full()) return;
        shut = true;
        shutSince = now;
        filled.run();
        outlet.onDrain(() -> {
            shut = false;
            drained.run();
        });
    }

    /** Whether the socket has taken nothing for so long. */
    boolean shutFor(long now, long nanos) {
        return shut && now - shutSince >= nanos;
    }

    /** Whether it is time for the reader to begin anew, perhaps at another node. */
    boolean old(long now, boolean busy) {
        return limits.old(now - opened, busy);
    }

    /**
     * About once a second: a ping where nothing was said for long.
     *
     * @return whether the socket was full for too long
     */
    boolean beat(long now) {
        if (shut) return now - shutSince >= limits.stalledNanos();
        if (now - lastWrite >= limits.pingAfterNanos()) {
            outlet.event("ping", null, Buffer.buffer("{\"t\":" + loop.time().millis() + "}"));
            write(now);
        }
        return false;
    }

    /** Ends the outlet behind what it was given, and sees to it that it does end. The pump is done with it. */
    void end() {
        long since = shut ? shutSince : loop.now();
        Farewell.watch(loop, since + limits.stalledNanos(), outlet.end(), outlet::drop);
    }
}
