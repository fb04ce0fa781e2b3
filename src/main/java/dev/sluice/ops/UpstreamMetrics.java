package dev.sluice.ops;

import dev.sluice.admission.PermitQueue;
import dev.sluice.model.Tier;
import dev.sluice.upstream.UpstreamObserver;
import dev.sluice.upstream.UpstreamState;
import dev.sluice.upstream.endpoint.EndpointView;
import dev.sluice.upstream.endpoint.State;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls to providers, their endpoints and the line in front of them, as meters and, where operators want to know, in the log. Any thread. */
public final class UpstreamMetrics implements UpstreamObserver {
    private static final Logger LOG = LoggerFactory.getLogger(UpstreamMetrics.class);

    private final Meters meters;
    private final Meters.Family<Counter> calls;
    private final Meters.Family<Timer> connects;
    private final Meters.Family<Counter> retries;
    private final Meters.Family<Counter> keysRefused;
    private final Meters.Family<Counter> changes;

    UpstreamMetrics(Meters meters) {
        this.meters = meters;
        calls = meters.counters("upstream_calls", "Calls to a provider that ended", "upstream", "code");
        connects = meters.timers("upstream_connect", "Until an attempt had its connection", Buckets.BRIEF, "upstream");
        retries = meters.counters(
                "upstream_retries",
                "Attempts that failed and were followed by another",
                "upstream",
                "endpoint",
                "code");
        keysRefused =
                meters.counters("upstream_keys_refused", "Times that a key was set aside", "upstream", "key", "code");
        changes = meters.counters("endpoint_changes", "Changes of endpoints' states", "upstream", "endpoint", "to");
    }

    /** The gauges of one upstream's permits and of the line for them. */
    public void queue(String upstream, PermitQueue queue) {
        meters.gauge("permits_in_use", "Streams that are open at a provider", queue::inUse, "upstream", upstream);
        meters.gauge("permits_limit", "Streams that may be open at a provider", queue::limit, "upstream", upstream);
        for (Tier tier : Tier.values())
            meters.gauge(
                    "queue_length",
                    "Requests that wait for a permit",
                    () -> queue.waiting(tier),
                    "upstream",
                    upstream,
                    "user_tier",
                    tier.wire());
    }

    /** The gauges of one upstream's endpoints, keys and retries. */
    public void upstream(String name, UpstreamState state) {
        for (EndpointView endpoint : state.endpoints().views()) endpoint(name, state, endpoint);
        meters.gauge("upstream_keys_set_aside", "Keys that rest", state.keys()::resting, "upstream", name);
        meters.gauge(
                "upstream_retries_in_flight",
                "What is drawn of the retry budget",
                state.budget()::retries,
                "upstream",
                name);
    }

    private void endpoint(String upstream, UpstreamState state, EndpointView endpoint) {
        String[] tags = {"upstream", upstream, "endpoint", endpoint.name()};
        meters.gauge("endpoint_up", "1 where it takes calls", () -> is(State.UP, state, endpoint), tags);
        meters.gauge(
                "endpoint_in_flight",
                "Attempts that hold it",
                () -> view(state, endpoint).inFlight(),
                tags);
        for (State each : State.values())
            meters.gauge(
                    "endpoint_state",
                    "1 for the state that it is in",
                    () -> is(each, state, endpoint),
                    "upstream",
                    upstream,
                    "endpoint",
                    endpoint.name(),
                    "state",
                    each.wire());
    }

    private static int is(State wanted, UpstreamState state, EndpointView endpoint) {
        return view(state, endpoint).state() == wanted ? 1 : 0;
    }

    private static EndpointView view(UpstreamState state, EndpointView endpoint) {
        return state.endpoints().views().stream()
                .filter(v -> v.name().equals(endpoint.name()))
                .findFirst()
                .orElse(endpoint);
    }

    @Override
    public void callEnded(String upstream, String code, long nanos) {
        calls.of(upstream, code).increment();
    }

    @Override
    public void connected(String upstream, long nanos) {
        connects.of(upstream).record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void retried(String upstream, String endpoint, String code) {
        retries.of(upstream, endpoint, code).increment();
    }

    @Override
    public void keySetAside(String upstream, int number, long millis, String code) {
        keysRefused.of(upstream, Integer.toString(number), code).increment();
        LOG.warn("upstream {}: key {} is set aside for {} ms: {}", upstream, number, millis, code);
    }

    @Override
    public void endpointChanged(String upstream, String endpoint, String from, String to, String reason) {
        changes.of(upstream, endpoint, to).increment();
        if (to.equals("up")) LOG.info("upstream {}: endpoint {}: {} -> {}: {}", upstream, endpoint, from, to, reason);
        else LOG.warn("upstream {}: endpoint {}: {} -> {}: {}", upstream, endpoint, from, to, reason);
    }

    @Override
    public void transportBroke(String upstream, String code, Throwable cause) {
        LOG.warn("upstream {}: {}: {}", upstream, code, cause.toString());
    }
}
