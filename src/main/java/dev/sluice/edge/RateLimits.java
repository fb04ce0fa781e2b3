package dev.sluice.edge;

import dev.sluice.admission.RateState;
import dev.sluice.edge.face.Face;
import dev.sluice.model.Principal;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;

/** Tells a caller of the drop-in API how its limits stand, on every answer that knows who it is: refusals and errors, too. */
final class RateLimits {
    private RateLimits() {}

    /** They stand in the head as they are when it is sent: an answer that came as a whole is settled by then. */
    static void announce(RoutingContext ctx, Edge edge, Face face, Principal who) {
        if (edge.parts().hub().quotas().state(who) == null) return;
        ctx.addHeadersEndHandler(v -> {
            RateState state = edge.parts().hub().quotas().state(who);
            Instant now = Instant.ofEpochMilli(edge.parts().time().millis());
            face.limits(state, now, ctx.response().headers());
        });
    }
}
