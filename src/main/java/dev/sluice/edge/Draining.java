package dev.sluice.edge;

import dev.sluice.channel.Parting;
import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/**
 * What changes at the door while the node drains. Balancers take a while to notice that {@code /ready} says no: until then requests are
 * still answered, each on a connection that ends with it, so that the next one looks for another node. Belongs to its verticle's loop.
 */
final class Draining {
    private final EdgeParts parts;

    Draining(EdgeParts parts) {
        this.parts = parts;
    }

    /** In front of everything. */
    void farewell(RoutingContext ctx) {
        if (!parts.ready().getAsBoolean()) {
            if (ctx.request().version() == HttpVersion.HTTP_2) ctx.addEndHandler(done -> Parting.from(ctx.request()));
            else ctx.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        ctx.next();
    }

    /** In front of what begins work that outlasts the request: 503 with a Retry-After once the window is over. */
    void work(RoutingContext ctx) {
        if (parts.takesWork().getAsBoolean()) ctx.next();
        else ctx.fail(refusal());
    }

    FailureException refusal() {
        Duration wait = Duration.ofMillis(parts.channels().retryMillis());
        return new Failure(Failure.Kind.OVERLOADED, "draining", "this node stops; another one takes this", null, wait)
                .exception();
    }
}
