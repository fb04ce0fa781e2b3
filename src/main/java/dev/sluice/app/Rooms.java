package dev.sluice.app;

import dev.sluice.channel.Channels;
import dev.sluice.dialect.OpenAiFold;
import dev.sluice.edge.EdgeParts;
import dev.sluice.hub.Hub;
import dev.sluice.hub.Plan;
import dev.sluice.hub.Plans;
import dev.sluice.hub.Provider;
import dev.sluice.hub.Quotas;
import dev.sluice.hub.feed.Feeds;
import dev.sluice.log.LogLimits;
import dev.sluice.log.Logs;
import dev.sluice.model.Config;
import dev.sluice.model.SessionId;
import dev.sluice.model.SessionStore;
import dev.sluice.model.Time;
import dev.sluice.ops.Metrics;
import dev.sluice.ops.Telemetry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * What a node is made of: every room, built in the order in which they need each other, and told of each other. Nothing in it runs
 * until {@link Node} starts it. Its methods may be called from any thread.
 */
final class Rooms {
    final Vertx vertx;
    final Config config;
    final Time time = Time.SYSTEM;
    final RandomGenerator random = new SharedRandom();
    final Telemetry telemetry;
    final Plans plans = new Plans();
    final Stores stores;
    final Providers providers;
    final SessionStore sessions;
    final Channels channels;
    final Hub hub;
    final Feeds feeds;
    final JobRoom jobs;
    final ClusterRoom cluster;
    private final Logs logs;

    /** @param self this node in this life: no other node's name, nor this one's in an earlier life */
    Rooms(Vertx vertx, Config config, PrometheusMeterRegistry registry, String self) {
        this.vertx = vertx;
        this.config = config;
        telemetry = new Telemetry(vertx, config, registry, Version.plain(), time);
        Config.Streams streams = config.streams();
        logs = new Logs(
                new LogLimits(streams.maxEvents(), streams.maxBytes()),
                streams.retention().toMillis(),
                streams.nodeBytes());
        stores = new Stores(vertx, config, registry, time, random, self);
        sessions = stores.sessions();
        channels = new Channels(config.channel(), logs, sessions, metrics().channels(), random);
        providers = new Providers(vertx, metrics(), registry, time, random, stores.shares());
        hub = new Hub(config, plans, logs, channels, sessions, new OpenAiFold(), telemetry.hub(), time);
        feeds = new Feeds(
                () -> plans.get().feeds(),
                upstream -> plans.get().provider(upstream).permits(),
                logs,
                channels,
                sessions,
                metrics().feeds(),
                random);
        jobs = new JobRoom(
                vertx,
                config,
                stores.redis(),
                logs,
                sessions,
                channels,
                time,
                metrics().jobs());
        cluster = new ClusterRoom(
                vertx, config, stores.redis(), self, sessions, logs, channels, hub, feeds, registry, time);
        sessions.listen(channels);
        channels.presence((session, state) -> {
            hub.changed(session, state);
            feeds.changed(session, state);
            jobs.changed(session, state);
            cluster.changed(session, state);
        });
    }

    Metrics metrics() {
        return telemetry.metrics();
    }

    void hangGauges(BooleanSupplier ready) {
        NodeGauges.hang(metrics(), sessions, channels, hub, feeds, logs, ready);
    }

    /**
     * Makes the first plan.
     *
     * @param simulated where the built-in provider is, or null
     */
    Future<Void> plan(URI simulated) {
        if (simulated != null) feeds.simulator(simulated);
        providers.simulator(simulated);
        Quotas quotas = new Quotas(config, new Background(vertx), stores::limits);
        Plan first = Plan.of(config, quotas, providers.of(config, null));
        plans.take(first);
        return providers.follow(first);
    }

    /**
     * What the edges work with.
     *
     * @param ready     whether sessions and channels are taken
     * @param takesWork whether requests are
     */
    EdgeParts parts(BooleanSupplier ready, BooleanSupplier takesWork) {
        return new EdgeParts(
                config,
                plans,
                hub,
                feeds,
                jobs.jobs(),
                jobs.templates(),
                channels,
                sessions,
                metrics().channels(),
                telemetry.edge(),
                time,
                ready,
                takesWork,
                () -> NodeGauges.counts(metrics(), sessions, hub));
    }

    /** Lets go of what is too old. About once a second, from one thread at a time. */
    void sweep() {
        sessions.sweep();
        hub.sweep();
        feeds.sweep();
        jobs.sweep();
        for (Provider provider : hub.providers()) provider.state().endpoints().settle();
        // A session with a connection is in use, however quiet it is.
        for (SessionId id : channels.connected()) sessions.touch(id);
    }
}
