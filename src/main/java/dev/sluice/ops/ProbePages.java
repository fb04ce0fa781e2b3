package dev.sluice.ops;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.BooleanSupplier;

/** {@code /health}: the process lives. {@code /ready}: it takes traffic; 503 while it drains. */
public final class ProbePages implements ManagementPage {
    private final BooleanSupplier ready;

    /** @param ready any thread */
    public ProbePages(BooleanSupplier ready) {
        this.ready = ready;
    }

    @Override
    public void mount(Router router) {
        router.route("/health").method(HttpMethod.GET).method(HttpMethod.HEAD).handler(ctx -> status(ctx, 200, "ok"));
        router.route("/ready").method(HttpMethod.GET).method(HttpMethod.HEAD).handler(ctx -> {
            boolean yes = ready.getAsBoolean();
            status(ctx, yes ? 200 : 503, yes ? "ready" : "draining");
        });
    }

    private static void status(RoutingContext ctx, int status, String word) {
        ctx.response().putHeader("cache-control", "no-store");
        ManagementAnswers.json(ctx, status, new JsonObject().put("status", word));
    }
}
