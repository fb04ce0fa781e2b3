package dev.sluice.hub;

import dev.sluice.hub.Supply.Kind;
import dev.sluice.model.Principal;
import dev.sluice.model.Provenance;
import dev.sluice.model.Usage;
import dev.sluice.upstream.JsonAnswer;

/** Somebody whose answer comes as a whole from another's call, or was kept: tells the observer of its end. */
record Sharer(Hub hub, Principal who, Provenance from, PlannedRoute route, long beganNanos) {
    /**
     * @param answer null where it got none
     * @param pays   whether it falls to this caller
     */
    void ended(Kind kind, String status, JsonAnswer answer, boolean pays) {
        Usage usage = answer == null ? null : answer.usage();
        double cost = pays ? route.cost(usage) : 0;
        long nanos = hub.nanos() - beganNanos;
        hub.observer().shared(route.model(), kind);
        hub.observer().ended(new Ended(from, who, null, route.model(), status, kind, Way.NONE, usage, cost, -1, nanos));
    }
}
