package dev.sluice.edge;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.StaticHandler;
import java.util.function.Supplier;

/** {@code /demo/}: the demo's pages, and the counts that its wall shows. */
final class DemoResource {
    private DemoResource() {}

    static void mount(Router router, Supplier<JsonObject> counts) {
        router.get("/").handler(ctx -> ctx.redirect("/demo/"));
        // An exact match: to vertx-web "/demo" means "/demo/", too.
        router.getWithRegex("/demo").handler(ctx -> ctx.redirect("/demo/"));
        router.get("/demo/stats.json").handler(ctx -> {
            ctx.response().putHeader("cache-control", "no-store");
            Answers.json(ctx, 200, counts.get());
        });
        router.get("/demo/*")
                .handler(StaticHandler.create("demo").setMaxAgeSeconds(0).setAlwaysAsyncFS(true));
    }
}
