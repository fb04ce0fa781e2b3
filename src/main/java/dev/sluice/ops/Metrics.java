package dev.sluice.ops;

import dev.sluice.admission.PermitQueue;
import dev.sluice.channel.ChannelObserver;
import dev.sluice.hub.HubObserver;
import dev.sluice.hub.Supply;
import dev.sluice.model.Tier;
import dev.sluice.model.Usage;
import dev.sluice.upstream.UpstreamObserver;
import dev.sluice.upstream.UpstreamState;
import dev.sluice.upstream.endpoint.EndpointView;
import dev.sluice.upstream.endpoint.State;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every observer of the house, as Micrometer meters; {@code docs/metrics.md} lists them. Tag values come from the configuration and
 * from fixed sets, never from a caller. Safe from any thread.
 */
public final class Metrics implements ChannelObserver, HubObserver, UpstreamObserver {
    private static final Logger LOG = LoggerFactory.getLogger(Metrics.class);
    private static final Duration[] LATENCIES = {
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };

    private final MeterRegistry registry;
    private final AtomicInteger sse = new AtomicInteger();
    private final AtomicInteger websocket = new AtomicInteger();
    private final Counter delivered;
    private final Counter merged;
    private final Counter snapshots;
    private final Counter gaps;
    private final Counter slow;
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();

    public Metrics(MeterRegistry registry) {
        this.registry = registry;
        gauge("active_sse_connections", sse::get);
        gauge("active_websocket_connections", websocket::get);
        delivered = registry.counter("delivered_events");
        merged = registry.counter("merged_events");
        snapshots = registry.counter("snapshots");
        gaps = registry.counter("gaps");
        slow = registry.counter("slow_readers");
    }

    /** A gauge that reads state which exists anyway; in place of one with the same name and tags. @param tags names and values in turns */
    public void gauge(String name, Supplier<Number> state, String... tags) {
        Gauge before = registry.find(name).tags(tags).gauge();
        if (before != null && before.getId().getTags().size() * 2 == tags.length) registry.remove(before);
        Gauge.builder(name, state).tags(tags).strongReference(true).register(registry);
    }

    public int sseConnections() {
        return sse.get();
    }

    public int websocketConnections() {
        return websocket.get();
    }

    @Override
    public void opened(String kind) {
        (kind.equals("sse") ? sse : websocket).incrementAndGet();
    }

    @Override
    public void closed(String kind, String reason) {
        (kind.equals("sse") ? sse : websocket).decrementAndGet();
        count("connections_closed", "reason", reason);
    }

    @Override
    public void cursor(boolean resumed) {
        count("reconnects", "resumed", Boolean.toString(resumed));
    }

    @Override
    public void delivered(int events) {
        delivered.increment(events);
    }

    @Override
    public void snapshot() {
        snapshots.increment();
    }

    @Override
    public void gap() {
        gaps.increment();
    }

    @Override
    public void merged(int events) {
        merged.increment(events);
    }

    @Override
    public void slow() {
        slow.increment();
    }

    @Override
    public void shared(String model, Supply.Kind kind) {
        count("shared_requests", "model", model, "kind", kind.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public void limited(Tier tier, String limit) {
        count("limited_requests", "user_tier", tier.wire(), "limit", limit);
    }

    @Override
    public void admitted(String model, long waitedNanos) {
        timer("queue_wait", model).record(waitedNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void firstContent(String model, long nanos) {
        timer("time_to_first_token", model).record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void ended(String model, Tier tier, String status, long nanos, Usage usage, double costUsd) {
        count("streaming_requests", "model", model, "status", status);
        timer("streaming_latency", model).record(nanos, TimeUnit.NANOSECONDS);
        if (usage != null)
            counter("tokens_used", "model", model, "user_tier", tier.wire()).increment(usage.totalTokens());
        if (costUsd > 0) counter("spend_usd", "model", model).increment(costUsd);
    }

    @Override
    public void callEnded(String upstream, String code, long nanos) {
        count("upstream_calls", "upstream", upstream, "code", code);
    }

    /** The gauges of one upstream's permits and of the line for them. */
    public void queue(String upstream, PermitQueue queue) {
        gauge("permits_in_use", queue::inUse, "upstream", upstream);
        gauge("permits_limit", queue::limit, "upstream", upstream);
        gauge("queue_length", queue::waiting, "upstream", upstream);
    }

    /** The gauges of one upstream's endpoints, keys and retries. */
    public void upstream(String name, UpstreamState state) {
        for (EndpointView endpoint : state.endpoints().views()) {
            String[] tags = {"upstream", name, "endpoint", endpoint.name()};
            gauge("endpoint_up", () -> view(state, endpoint).state() == State.UP ? 1 : 0, tags);
            gauge("endpoint_ejected", () -> view(state, endpoint).state() == State.EJECTED ? 1 : 0, tags);
            gauge("endpoint_in_flight", () -> view(state, endpoint).inFlight(), tags);
        }
        gauge("upstream_keys_set_aside", state.keys()::resting, "upstream", name);
        gauge("upstream_retries_in_flight", state.budget()::retries, "upstream", name);
    }

    private static EndpointView view(UpstreamState state, EndpointView endpoint) {
        return state.endpoints().views().stream()
                .filter(v -> v.name().equals(endpoint.name()))
                .findFirst()
                .orElse(endpoint);
    }

    @Override
    public void retried(String upstream, String endpoint, String code) {
        count("upstream_retries", "upstream", upstream, "endpoint", endpoint, "code", code);
    }

    @Override
    public void keySetAside(String upstream, int number, long millis, String code) {
        count("upstream_keys_refused", "upstream", upstream, "key", Integer.toString(number), "code", code);
        LOG.warn("upstream {}: key {} is set aside for {} ms: {}", upstream, number, millis, code);
    }

    @Override
    public void endpointChanged(String upstream, String endpoint, String from, String to, String reason) {
        count("endpoint_changes", "upstream", upstream, "endpoint", endpoint, "to", to);
        if (to.equals("up")) LOG.info("upstream {}: endpoint {}: {} -> {}: {}", upstream, endpoint, from, to, reason);
        else LOG.warn("upstream {}: endpoint {}: {} -> {}: {}", upstream, endpoint, from, to, reason);
    }

    @Override
    public void fellBack(String model, String from, String to, String code) {
        count("fallbacks", "model", model, "from", from, "to", to, "code", code);
    }

    @Override
    public void transportBroke(String upstream, String code, Throwable cause) {
        LOG.warn("upstream {}: {}: {}", upstream, code, cause.toString());
    }

    private void count(String name, String... tags) {
        counter(name, tags).increment();
    }

    private Counter counter(String name, String... tags) {
        return counters.computeIfAbsent(name + String.join("\0", tags), k -> registry.counter(name, tags));
    }

    private Timer timer(String name, String model) {
        Function<String, Timer> make = k -> Timer.builder(name)
                .tag("model", model)
                .serviceLevelObjectives(LATENCIES)
                .register(registry);
        return timers.computeIfAbsent(name + "\0" + model, make);
    }
}
