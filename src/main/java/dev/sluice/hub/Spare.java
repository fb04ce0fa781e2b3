package dev.sluice.hub;

import dev.sluice.admission.PermitQueue;
import dev.sluice.model.Principal;

/** What interactive requests leave of the providers: asked before background work begins. Any thread. */
public final class Spare {
    private final Hub hub;

    /** @param hub whose permits are looked at */
    public Spare(Hub hub) {
        this.hub = hub;
    }

    /** Spare permits of all upstreams together. */
    public int permits() {
        int all = 0;
        for (PermitQueue queue : hub.queues()) all += queue.spare();
        return all;
    }

    /** Whether a background request of that caller for that model would begin at once. Fails with {@code model_not_found}. */
    public boolean permits(String model, Principal who) {
        Plan plan = hub.plan();
        String upstream = plan.routes().find(model, who.tier(), null).upstream();
        return plan.provider(upstream).permits().spare() > 0;
    }
}
