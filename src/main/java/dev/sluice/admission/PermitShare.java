package dev.sluice.admission;

import dev.sluice.admission.PermitPool.Claim;
import java.util.function.LongSupplier;

/**
 * Keeps one queue's share of an upstream's permits in step with what waits there: claims more while somebody waits, and tells at least
 * twice a second what it needs, so that others get what it does not. Belongs to one thread, on which the pool answers, too.
 *
 * <p>While nobody answers, the share stays what it is: nobody else can take it meanwhile, unless only this node is cut off. Then
 * others take it over after {@link PermitPool#SHARE_LIVES_NANOS}, and until it is back or its answers have ended, the limit is
 * exceeded by those.
 */
public final class PermitShare {
    /** How often {@link #tick} is to be called, in milliseconds. */
    public static final long TICK_MILLIS = 50;

    private static final long RENEW_NANOS = 500_000_000;

    private final String upstream;
    private final FairPermits queue;
    private final LeasedLimit lease;
    private final PermitPool pool;
    private final LongSupplier nanos;
    private boolean claiming;
    private boolean closed;
    private boolean claimed;
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
        if (share == null || closed || share == granted) return;
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
