package dev.sluice.ops;

import dev.sluice.hub.HubObserver;
import dev.sluice.model.Config;
import dev.sluice.model.EdgeObserver;
import dev.sluice.model.TelemetryConfig;
import dev.sluice.model.Time;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/** All that a node tells about itself: meters, a line for each request, and, where a collector is configured, traces. Any thread. */
public final class Telemetry {
    private final Metrics metrics;
    private final EdgeObserver edge;
    private final HubObserver hub;
    /** Null where tracing is off: then there is no cost. */
    private final SpanExport spans;

    /** @param version of this program */
    public Telemetry(Vertx vertx, Config config, MeterRegistry registry, String version, Time time) {
        TelemetryConfig wanted = config.telemetry();
        metrics = new Metrics(registry, config, version);
        RequestLog lines = new RequestLog(wanted.requests());
        edge = EdgeObserver.all(List.of(metrics.edge(), lines));
        List<HubObserver> observers = new ArrayList<>(List.of(metrics.hub(), lines));
        spans = wanted.tracing() ? new SpanExport(vertx, wanted.collector(), version, wanted.region()) : null;
        if (spans != null) {
            observers.add(new Spans(time, spans::add));
            metrics.spans(spans);
        }
        hub = HubObserver.all(observers);
    }

    /** The meters of every room. */
    public Metrics metrics() {
        return metrics;
    }

    /** For requests on the main port: meters, and lines of the log. */
    public EdgeObserver edge() {
        return edge;
    }

    /** For answers: meters, lines of the log, and spans where tracing is on. */
    public HubObserver hub() {
        return hub;
    }

    /** Tells what is still to be told; a second at most. */
    public Future<Void> close() {
        return spans == null ? Future.succeededFuture() : spans.close();
    }
}
