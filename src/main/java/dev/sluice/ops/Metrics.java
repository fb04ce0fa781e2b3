package dev.sluice.ops;

import dev.sluice.hub.HubObserver;
import dev.sluice.model.Config;
import dev.sluice.model.EdgeObserver;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.Supplier;

/**
 * Every observer of the house, as Micrometer meters; {@code docs/metrics.md} lists them. Tag values come from the configuration and
 * from fixed sets, never from a caller. Safe from any thread.
 */
public final class Metrics {
    private final Meters meters;
    private final ChannelMetrics channels;
    private final UpstreamMetrics upstreams;
    private final FeedMetrics feeds;
    private final JobMetrics jobs;
    private final EdgeObserver edge;
    private final HubObserver hub;

    /** @param version of this program */
    public Metrics(MeterRegistry registry, Config config, String version) {
        meters = new Meters(registry);
        String region = config.telemetry().region();
        channels = new ChannelMetrics(meters, region);
        upstreams = new UpstreamMetrics(meters);
        feeds = new FeedMetrics(meters);
        jobs = new JobMetrics(meters);
        edge = new EdgeMetrics(meters);
        hub = HubObserver.all(List.of(new HubMetrics(meters), new GenAiMetrics(meters)));
        gauge("sluice_build", "Always 1", () -> 1, "version", version, "region", region);
    }

    /**
     * A gauge that reads state which exists anyway.
     *
     * @param tags names and values in turns
     */
    public void gauge(String name, String help, Supplier<Number> state, String... tags) {
        meters.gauge(name, help, state, tags);
    }

    /** A counter that reads what is counted anyway. */
    public void counter(String name, String help, Supplier<Number> count) {
        meters.counter(name, help, count);
    }

    void spans(SpanExport spans) {
        String help = "Spans of traces";
        meters.counter("trace_spans", help, spans::sent, "outcome", "sent");
        meters.counter("trace_spans", help, spans::dropped, "outcome", "dropped");
    }

    /** Those of the virtual machine, the process and Netty's memory. Takes some 50 ms: for when the node is ready. */
    public void process() {
        ProcessMetrics.bind(meters);
    }

    /** For channels and connections. */
    public ChannelMetrics channels() {
        return channels;
    }

    /** For calls to providers. */
    public UpstreamMetrics upstreams() {
        return upstreams;
    }

    /** For feeds. */
    public FeedMetrics feeds() {
        return feeds;
    }

    /** For background jobs. */
    public JobMetrics jobs() {
        return jobs;
    }

    /** For requests on the main port. */
    public EdgeObserver edge() {
        return edge;
    }

    /** For answers, under our names and OpenTelemetry's. */
    public HubObserver hub() {
        return hub;
    }
}
