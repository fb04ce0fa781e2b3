package dev.sluice.edge;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.function.BooleanSupplier;

/** {@code /health}: the process lives. {@code /ready}: it takes traffic. */
final class HealthResource {
    private final BooleanSupplier ready;

    HealthResource(BooleanSupplier ready) {
        this.ready = ready;
    }

    void alive(RoutingContext ctx) {
        Answers.json(ctx, 200, new JsonObject().put("status", "ok"));
    }

    void ready(RoutingContext ctx) {
        boolean yes = ready.getAsBoolean();
        ctx.response().putHeader("cache-control", "no-store");
        Answers.json(ctx, yes ? 200 : 503, new JsonObject().put("status", yes ? "ready" : "draining"));
    }
}
