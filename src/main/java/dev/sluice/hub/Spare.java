package dev.sluice.hub;

import dev.sluice.admission.PermitQueue;
import dev.sluice.model.Principal;
import java.util.Map;

/** What interactive requests leave of the providers: asked before background work begins. Any thread. */
public final class Spare {
    private final Routes routes;
    private final Map<String, PermitQueue> queues;

    public Spare(Routes routes, Map<String, PermitQueue> queues) {
        this.routes = routes;
        this.queues = Map.copyOf(queues);
    }

    /** Spare permits of all upstreams together. */
    public int permits() {
        int all = 0;
        for (PermitQueue queue : queues.values()) all += queue.spare();
        return all;
    }

    /** Whether a background request of that caller for that model would begin at once. Fails with {@code model_not_found}. */
    public boolean permits(String model, Principal who) {
        return queues.get(routes.find(model, who.tier(), null).upstream()).spare() > 0;
    }
}
