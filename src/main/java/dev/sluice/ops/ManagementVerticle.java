package dev.sluice.ops;

import dev.sluice.model.Config;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.BooleanSupplier;

/** The management port: {@code /metrics} in Prometheus' text format, {@code /health}, {@code /ready}. */
public final class ManagementVerticle extends AbstractVerticle {
    private final Config.Management config;
    private final PrometheusMeterRegistry registry;
    private final BooleanSupplier ready;
    private HttpServer server;

    public ManagementVerticle(Config.Management config, PrometheusMeterRegistry registry, BooleanSupplier ready) {
        this.config = config;
        this.registry = registry;
        this.ready = ready;
    }

    @Override
    public void start(Promise<Void> started) {
        server = vertx.createHttpServer().requestHandler(this::serve);
        server.listen(config.port(), config.host()).<Void>mapEmpty().onComplete(started);
    }

    /** The port that is really bound. */
    public int port() {
        return server.actualPort();
    }

    private void serve(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD) {
            response.setStatusCode(405).putHeader("allow", "GET, HEAD").end();
            return;
        }
        switch (request.path()) {
            case "/metrics" -> metrics(response);
            case "/health" -> status(response, 200, "ok");
            case "/ready" -> {
                boolean yes = ready.getAsBoolean();
                status(response, yes ? 200 : 503, yes ? "ready" : "draining");
            }
            default -> response.setStatusCode(404).end("not here; try /metrics, /health, /ready\n");
        }
    }

    /** Off the loop: a scrape walks all meters. */
    private void metrics(HttpServerResponse response) {
        vertx.executeBlocking(() -> registry.scrape()).onComplete(done -> {
            if (response.closed()) return;
            response.putHeader("content-type", "text/plain; version=0.0.4; charset=utf-8");
            if (done.succeeded()) response.end(done.result());
            else response.setStatusCode(500).end("the scrape failed\n");
        });
    }

    private static void status(HttpServerResponse response, int status, String word) {
        response.setStatusCode(status).putHeader("content-type", "application/json");
        response.end("{\"status\":\"" + word + "\"}");
    }
}
