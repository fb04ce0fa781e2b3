package dev.sluice.admission;

import dev.sluice.admission.PermitQueue.Outcome;

/**
 * As many permits as this node was granted of those that several share, and no more than another limit says. Guarded by its queue.
 */
public final class LeasedLimit implements PermitLimit {
    private final PermitLimit most;
    private int share;

    /**
     * None until {@link #share(int)} says otherwise.
     *
     * @param most belongs to this one from now on
     */
    public LeasedLimit(PermitLimit most) {
        this.most = most;
    }

    @Override
    public int permits() {
        return Math.min(share, most.permits());
    }

    @Override
    public boolean set(int permits) {
        return most.set(permits);
    }

    @Override
    public void returned(Outcome outcome, long firstTokenNanos, int inUse, long now) {
        most.returned(outcome, firstTokenNanos, inUse, now);
    }

    void share(int permits) {
        share = permits;
    }
}
