package dev.sluice.upstream;

import dev.sluice.model.Time;
import dev.sluice.model.UpstreamConfig;
import dev.sluice.model.UpstreamConfig.EndpointConfig;
import dev.sluice.upstream.endpoint.Backoff;
import dev.sluice.upstream.endpoint.Endpoints;
import dev.sluice.upstream.endpoint.KeyRing;
import dev.sluice.upstream.endpoint.RetryBudget;
import java.net.URI;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What all loops of a node share of one upstream: its endpoints' health and load, its keys, its retries. Make one for each node, and
 * of it one {@link Upstream} for each loop. Any thread.
 */
public final class UpstreamState {
    private final UpstreamConfig config;
    private final List<EndpointConfig> sites;
    private final Endpoints endpoints;
    private final KeyRing keys;
    private final RetryBudget budget;
    private final Backoff backoff;
    private final UpstreamObserver observer;
    private final Time time;

    /**
     * @param simulator where the built-in simulator is: the endpoint of an upstream that names none; else not used
     * @param random    for any thread: balancing and jitter
     */
    public UpstreamState(
            UpstreamConfig config, URI simulator, UpstreamObserver observer, Time time, RandomGenerator random) {
        this.config = config;
        this.sites =
                config.simulated() ? List.of(new EndpointConfig(simulator, 1, false)) : List.copyOf(config.endpoints());
        this.endpoints = new Endpoints(
                sites,
                config.policy(),
                time,
                random,
                (endpoint, from, to, reason) ->
                        observer.endpointChanged(config.name(), endpoint, from.wire(), to.wire(), reason));
        this.keys = new KeyRing(config.apiKeys(), time);
        this.budget = new RetryBudget(config.policy().retry());
        this.backoff = new Backoff(config.policy().retry(), random);
        this.observer = observer;
        this.time = time;
    }

    /** As configured. */
    public UpstreamConfig config() {
        return config;
    }

    /** Their health and load. */
    public Endpoints endpoints() {
        return endpoints;
    }

    /** Its API keys, and which of them rest. */
    public KeyRing keys() {
        return keys;
    }

    /** How many retries it can bear now. */
    public RetryBudget budget() {
        return budget;
    }

    /** Where the endpoints are, in the order of their indices. */
    List<EndpointConfig> sites() {
        return sites;
    }

    Backoff backoff() {
        return backoff;
    }

    UpstreamObserver observer() {
        return observer;
    }

    Time time() {
        return time;
    }
}
