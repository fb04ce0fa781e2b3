package dev.sluice.ops;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** {@code /metrics}, in Prometheus' text format. */
public final class ScrapePage implements ManagementPage {
    private final PrometheusMeterRegistry registry;

    /** @param registry whose meters are shown */
    public ScrapePage(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void mount(Router router) {
        router.get("/metrics").handler(this::scrape);
    }

    /** Off the loop: a scrape walks all meters. */
    private void scrape(RoutingContext ctx) {
        ctx.vertx().executeBlocking(() -> registry.scrape()).onComplete(done -> {
            HttpServerResponse response = ctx.response();
            if (response.closed()) return;
            response.putHeader("content-type", "text/plain; version=0.0.4; charset=utf-8");
            if (done.succeeded()) response.end(done.result());
            else response.setStatusCode(500).end("the scrape failed\n");
        });
    }
}
