package dev.sluice.channel;

/**
 * Something that reads logs and writes to one client: the unit that a {@link Loop} paces. Belongs to its loop.
 */
public abstract class Pump {
    /** When it was last flushed, in the loop's nanoseconds; far in the past before the first time. */
    long lastFlush = Long.MIN_VALUE / 2;

    /** Whether it stands in one of the loop's lists. */
    boolean queued;

    /** Shortest time between two flushes, in nanoseconds; 0 for at once, always. Never changes. */
    protected long interval() {
        return 0;
    }

    /** Reads what is new and writes it. Called on the loop, at the end of a turn. */
    protected abstract void flush(long now);

    /** Called about once a second: heartbeat, limits of time. */
    protected abstract void beat(long now);

    /**
     * Whether it is in the middle of something that has an end, and should stay for it while the node drains. What never leaves on being
     * told, since it ends by itself, always is.
     */
    protected boolean busy(long now) {
        return true;
    }

    /**
     * The node goes: says so, and ends.
     *
     * @param retryMillis after which the client shall come back
     */
    protected void leave(long retryMillis) {}

    /** An error of ours broke it: end at once, so that the client comes back and resumes. The other pumps go on. */
    protected abstract void broken();
}
