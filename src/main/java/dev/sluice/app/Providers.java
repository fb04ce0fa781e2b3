package dev.sluice.app;

import dev.sluice.admission.FairPermits;
import dev.sluice.admission.LeasedLimit;
import dev.sluice.admission.PermitLimit;
import dev.sluice.admission.PermitQueue;
import dev.sluice.hub.Plan;
import dev.sluice.hub.Provider;
import dev.sluice.model.Config;
import dev.sluice.model.Time;
import dev.sluice.model.UpstreamConfig;
import dev.sluice.ops.Metrics;
import dev.sluice.ops.StaleGauges;
import dev.sluice.upstream.HealthVerticle;
import dev.sluice.upstream.UpstreamState;
import dev.sluice.upstream.endpoint.EndpointView;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Makes the upstreams of a plan out of those of the plan before: one whose configuration is the same stays what it is; of one that has
 * changed, what is known of its endpoints is kept, and its line as far as that can be. Sees to it that they are checked. Called by whoever
 * makes plans, one call at a time.
 */
final class Providers {
    private final Vertx vertx;
    private final Metrics metrics;
    private final MeterRegistry registry;
    private final Time time;
    private final RandomGenerator random;
    /** Null where this node is alone. */
    private final PermitShares shares;

    private final Map<UpstreamState, Future<String>> checked = new HashMap<>();
    private URI simulator;

    Providers(
            Vertx vertx,
            Metrics metrics,
            MeterRegistry registry,
            Time time,
            RandomGenerator random,
            PermitShares shares) {
        this.vertx = vertx;
        this.metrics = metrics;
        this.registry = registry;
        this.time = time;
        this.random = random;
        this.shares = shares;
    }

    /** Where the built-in provider is. */
    void simulator(URI base) {
        simulator = base;
    }

    /** Whether the built-in provider runs. */
    boolean simulates() {
        return simulator != null;
    }

    /** @param before null for the first plan */
    Map<String, Provider> of(Config config, Plan before) {
        Map<String, Provider> all = new LinkedHashMap<>();
        for (UpstreamConfig u : config.upstreams().values()) {
            Provider known = before == null ? null : before.provider(u.name());
            boolean same = known != null && known.state().config().equals(u);
            all.put(u.name(), same ? known : provider(u, config, known));
        }
        return all;
    }

    private Provider provider(UpstreamConfig upstream, Config config, Provider known) {
        // The simulator's faces stand under the paths that their providers have.
        boolean gemini = upstream.simulated() && upstream.dialect().equals("gemini");
        URI base = gemini ? simulator.resolve("/v1beta") : simulator;
        UpstreamState state = new UpstreamState(upstream, base, metrics.upstreams(), time, random);
        if (known != null) state.endpoints().inherit(known.state().endpoints());
        return new Provider(state, line(upstream, config, known));
    }

    /**
     * The line that is there, where only the number of its permits has changed, or nothing about it. Otherwise a new one: who waits in the
     * old one is served there, and until that has ended, the permits of both together may be out.
     */
    private PermitQueue line(UpstreamConfig upstream, Config config, Provider known) {
        if (known != null) {
            UpstreamConfig was = known.state().config();
            boolean sameTerms = was.queueLength() == upstream.queueLength()
                    && was.queueWait().equals(upstream.queueWait())
                    && was.queue().equals(upstream.queue());
            boolean sameLine = sameTerms && was.permits() == upstream.permits();
            if (sameLine || sameTerms && resized(known.permits(), upstream)) return known.permits();
        }
        PermitLimit own = PermitTerms.limit(upstream);
        LeasedLimit lease = shares != null && upstream.queue().shared() ? new LeasedLimit(own) : null;
        FairPermits line = new FairPermits(
                upstream.name(),
                lease == null ? own : lease,
                PermitTerms.policy(upstream),
                config.jobs().permitsPercent(),
                time::nanos);
        if (lease != null) shares.keep(upstream, line, lease);
        return line;
    }

    /** Whether the line has so many permits now. */
    private boolean resized(PermitQueue line, UpstreamConfig upstream) {
        boolean[] set = new boolean[1];
        if (line instanceof FairPermits fair) {
            fair.adapt(limit -> set[0] = limit.set(upstream.permits()));
            if (set[0] && shares != null) shares.resized(upstream, fair);
        }
        return set[0];
    }

    /** Has the plan's upstreams checked and measured, and no others any more. */
    Future<Void> follow(Plan plan) {
        Map<String, Set<String>> endpoints = new HashMap<>();
        plan.providers().forEach((name, provider) -> {
            metrics.upstreams().queue(name, provider.permits());
            metrics.upstreams().upstream(name, provider.state());
            Set<String> names = endpoints.computeIfAbsent(name, n -> new HashSet<>());
            for (EndpointView each : provider.state().endpoints().views()) names.add(each.name());
        });
        StaleGauges.remove(registry, endpoints);
        if (shares != null) shares.retain(sharing(plan));
        return check(plan);
    }

    private static Set<String> sharing(Plan plan) {
        Set<String> sharing = new HashSet<>();
        plan.providers().forEach((name, provider) -> {
            if (provider.state().config().queue().shared()) sharing.add(name);
        });
        return sharing;
    }

    private Future<Void> check(Plan plan) {
        List<Future<?>> changes = new ArrayList<>();
        checked.entrySet().removeIf(was -> {
            boolean gone = plan.providers().values().stream().noneMatch(p -> p.state() == was.getKey());
            if (gone) changes.add(was.getValue().compose(vertx::undeploy));
            return gone;
        });
        for (Provider provider : plan.providers().values())
            changes.add(checked.computeIfAbsent(
                    provider.state(), state -> vertx.deployVerticle(new HealthVerticle(List.of(state), random))));
        return Future.join(changes).mapEmpty();
    }

    /** Ends all checks. */
    Future<Void> close() {
        List<Future<Void>> ends = new ArrayList<>();
        for (Future<String> check : checked.values()) ends.add(check.compose(vertx::undeploy));
        checked.clear();
        return Future.join(ends).mapEmpty();
    }
}
