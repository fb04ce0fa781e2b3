package dev.sluice.hub;

import dev.sluice.hub.Routes.Leg;
import dev.sluice.model.Config.Route;
import dev.sluice.model.Usage;
import java.util.List;

/**
 * One request's route, in the plan in which it was found: its upstreams are there until it has ended, and it costs what it cost when it
 * came, whatever is reloaded meanwhile.
 */
record PlannedRoute(Plan plan, Route route) {
    /** As it is configured, which may be a glob: the tag of metrics and the name of a price. */
    String model() {
        return route.model();
    }

    /** Tells requests apart that look the same and go different ways. */
    String name() {
        return Routes.name(route);
    }

    /** In the order in which they are tried. */
    List<Leg> legs() {
        return Routes.legs(route);
    }

    Provider provider(Leg leg) {
        return plan.provider(leg.upstream());
    }

    /** US dollars; 0 where no price is configured. */
    double cost(Usage used) {
        return plan.routes().cost(route, used);
    }
}
