package dev.sluice.edge;

import dev.sluice.hub.Plan;
import dev.sluice.model.InvalidValueException;
import dev.sluice.model.Principal;
import io.vertx.core.Vertx;
import java.io.UncheckedIOException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who tells who calls, by the keys of now: a reload that changes them is in effect with the next request. Belongs to one event loop.
 */
final class Authenticators implements Supplier<Authenticator> {
    private static final Logger LOG = LoggerFactory.getLogger(Authenticators.class);

    private final Vertx vertx;
    private final Supplier<Plan> plans;
    private Plan seen;
    private Authenticator now;

    /** Reads the JWT's key file, if there is one: blocking. */
    Authenticators(Vertx vertx, Supplier<Plan> plans) {
        this.vertx = vertx;
        this.plans = plans;
        this.seen = plans.get();
        this.now = new Authenticator(vertx, seen.config().auth());
    }

    @Override
    public Authenticator get() {
        Plan plan = plans.get();
        if (plan != seen) take(plan);
        return now;
    }

    /** Whether this was somebody's by an API key that is not there any more. */
    boolean revoked(Principal who) {
        return plans.get().revoked().contains(who);
    }

    /** A key file is read here, once for each reload: a few hundred bytes that were read and checked a moment ago. */
    private void take(Plan plan) {
        seen = plan;
        try {
            now = now.next(vertx, plan.config().auth());
        } catch (UncheckedIOException | InvalidValueException gone) {
            LOG.error("auth.jwt.public_key changed behind the reload: the keys stay as they were", gone);
        }
    }
}
