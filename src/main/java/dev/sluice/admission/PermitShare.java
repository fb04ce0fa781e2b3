package dev.sluice.admission;

import dev.sluice.admission.PermitPool.Claim;
import java.util.function.LongSupplier;

/**
 * Keeps one queue's share of an upstream's permits in step with what waits there: claims more while somebody waits, and tells at least
 * twice a second what it needs, so that others get what it does not. Belongs to one thread, on which the pool answers, too.
 *
 * <p>A share that shrinks holds from the moment it is told: permits that come back are not given out again until fewer are out. Only
 * the next claim tells that, and then others may have them.
 *
 * <p>While nobody answers, the share stays what it is. Where the pool is away for all nodes that keeps the limit, and each goes on with
 * what it had. Where only this node is cut off, which looks the same from here, others are given its share after
 * {@link PermitPool#SHARE_LIVES_NANOS}; until it is back, the limit may be exceeded by as much. A node to which nobody ever answered
 * takes {@link #ALONE} after that time, lest nothing moves.
 */
public final class PermitShare {
    /** How often {@link #tick} is to be called, in milliseconds. */
    public static final long TICK_MILLIS = 50;

    /** Permits of a node that never heard of its share. */
    static final int ALONE = 1;

    private static final long RENEW_NANOS = 500_000_000;

    private final String upstream;
    private final FairPermits queue;
    private final LeasedLimit lease;
    private final PermitPool pool;
    private final LongSupplier nanos;
    private final long beganAt;
    private boolean claiming;
    private boolean closed;
    private boolean claimed;
    private boolean answered;
    private long claimedAt;
    private int granted;
    private int limit;

    /**
     * @param limit permits of all nodes together
     * @param lease the queue's limit
     * @param nanos a monotonic clock
     */
    public PermitShare(
            String upstream, int limit, FairPermits queue, LeasedLimit lease, PermitPool pool, LongSupplier nanos) {
        this.upstream = upstream;
        this.limit = limit;
        this.queue = queue;
        this.lease = lease;
        this.pool = pool;
        this.nanos = nanos;
        this.beganAt = nanos.getAsLong();
    }

    /** Whether it is this queue's. */
    public boolean of(FairPermits other) {
        return queue == other;
    }

    /** From now on there are so many for all nodes together; every node has to be told. */
    public void limit(int permits) {
        limit = permits;
    }

    /** Claims if there is a reason to. Every {@link #TICK_MILLIS}, and whenever one likes. */
    public void tick() {
        int inUse = queue.inUse();
        int wanted = inUse + queue.waiting();
        long now = nanos.getAsLong();
        boolean due = !claimed || now - claimedAt >= RENEW_NANOS || wanted > granted && granted < limit;
        if (claiming || closed || !due) return;
        claiming = true;
        claimed = true;
        claimedAt = now;
        pool.claim(new Claim(upstream, limit, granted, inUse, wanted), this::told);
    }

    private void told(Integer share) {
        claiming = false;
        if (closed) return;
        if (share != null) {
            answered = true;
            use(share);
        } else if (!answered && nanos.getAsLong() - beganAt >= PermitPool.SHARE_LIVES_NANOS) {
            use(ALONE);
        }
    }

    private void use(int share) {
        if (share == granted) return;
        // Others wait for what is let go here: the next tick tells it.
        if (share < granted) claimed = false;
        granted = share;
        queue.adapt(limit -> lease.share(share));
    }

    /** Gives the share back. Idempotent. */
    public void close() {
        if (closed) return;
        closed = true;
        pool.leave(upstream);
    }
}
