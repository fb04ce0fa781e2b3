package dev.sluice.admission;

import dev.sluice.admission.PermitQueue.Outcome;

/** As many permits as somebody says. Guarded by its queue. */
final class SetLimit implements PermitLimit {
    private int permits;

    SetLimit(int permits) {
        this.permits = permits;
    }

    @Override
    public int permits() {
        return permits;
    }

    @Override
    public boolean set(int next) {
        permits = next;
        return true;
    }

    @Override
    public void returned(Outcome outcome, long firstTokenNanos, int inUse, long now) {
        // Nothing to learn.
    }
}
