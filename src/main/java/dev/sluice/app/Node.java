package dev.sluice.app;

import dev.sluice.app.config.ConfigLoader;
import dev.sluice.app.config.EffectiveConfig;
import dev.sluice.channel.Channels;
import dev.sluice.dialect.OpenAiFold;
import dev.sluice.edge.EdgeParts;
import dev.sluice.edge.EdgeVerticle;
import dev.sluice.hub.Hub;
import dev.sluice.hub.Plan;
import dev.sluice.hub.Plans;
import dev.sluice.hub.Provider;
import dev.sluice.hub.Quotas;
import dev.sluice.hub.feed.Feeds;
import dev.sluice.log.LogLimits;
import dev.sluice.log.Logs;
import dev.sluice.model.Config;
import dev.sluice.model.DrainConfig;
import dev.sluice.model.NodeId;
import dev.sluice.model.SessionId;
import dev.sluice.model.SessionStore;
import dev.sluice.model.Time;
import dev.sluice.ops.ManagementVerticle;
import dev.sluice.ops.Metrics;
import dev.sluice.ops.Telemetry;
import dev.sluice.simulator.Simulator;
import dev.sluice.simulator.SimulatorOptions;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/**
 * One running Sluice: the composition root. Builds every room, starts, drains and stops them; the only place that knows which store
 * is in use. Its methods may be called from any thread.
 */
public final class Node {
    private static final long SWEEP_MILLIS = 1000;
    private static final long POLL_MILLIS = 10;
    private static final Duration ENDING = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final Config config;
    private final Time time = Time.SYSTEM;
    private final PrometheusMeterRegistry registry;
    private final Telemetry telemetry;
    private final Metrics metrics;
    private final RandomGenerator random = new SharedRandom();
    private final Plans plans = new Plans();
    private final Providers providers;
    private final Logs logs;
    private final Stores stores;
    private final SessionStore sessions;
    private final ClusterRoom cluster;
    private final Channels channels;
    private final Hub hub;
    private final Feeds feeds;
    private final JobRoom jobs;
    private final List<EdgeVerticle> edges = new ArrayList<>();
    private final Queue<String> deployments = new ConcurrentLinkedQueue<>();
    private ManagementVerticle management;
    private Simulator simulator;
    private long sweepTimer;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final Promise<Void> stopped = Promise.promise();
    private final Drain drain;
    private final Reload reload;
    private final Promise<Void> exit = Promise.promise();

    private Node(
            Vertx vertx,
            ConfigLoader.Valid valid,
            Callable<ConfigLoader.Result> source,
            PrometheusMeterRegistry registry,
            NodeId id) {
        this.vertx = vertx;
        this.config = valid.config();
        this.registry = registry;
        this.telemetry = new Telemetry(vertx, config, registry, Version.plain(), time);
        this.metrics = telemetry.metrics();
        Config.Streams streams = config.streams();
        logs = new Logs(
                new LogLimits(streams.maxEvents(), streams.maxBytes()),
                streams.retention().toMillis(),
                streams.nodeBytes());
        String self = id.member();
        stores = new Stores(vertx, config, registry, time, random, self);
        sessions = stores.sessions();
        channels = new Channels(config.channel(), logs, sessions, metrics.channels(), random);
        providers = new Providers(vertx, metrics, registry, time, random, stores.shares());
        hub = new Hub(config, plans, logs, channels, sessions, new OpenAiFold(), telemetry.hub(), time);
        feeds = new Feeds(
                () -> plans.get().feeds(),
                upstream -> plans.get().provider(upstream).permits(),
                logs,
                channels,
                sessions,
                metrics.feeds(),
                random);
        jobs = new JobRoom(vertx, config, stores.redis(), logs, sessions, channels, time, metrics.jobs());
        cluster = new ClusterRoom(
                vertx, config, stores.redis(), self, sessions, logs, channels, hub, feeds, registry, time);
        drain = new Drain(vertx, time, edges, hub::running, config.channel().retryMin());
        reload = new Reload(vertx, valid, source, plans, providers, new SignOut(channels, sessions));
        sessions.listen(channels);
        channels.presence((session, state) -> {
            hub.changed(session, state);
            feeds.changed(session, state);
            jobs.changed(session, state);
            cluster.changed(session, state);
        });
        NodeGauges.hang(metrics, sessions, channels, hub, feeds, logs, this::ready);
    }

    /** Starts a node whose configuration stays as it is; fails with what could not be bound. */
    public static Future<Node> start(Vertx vertx, Config config) {
        ConfigLoader.Valid valid = new ConfigLoader.Valid(config, new EffectiveConfig(Map.of()));
        return start(vertx, valid, () -> valid, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), NodeId.of(null));
    }

    /**
     * Starts a node.
     *
     * @param source   reads its configuration once more; may block
     * @param registry where its meters go, beside those of {@code vertx} itself
     */
    static Future<Node> start(
            Vertx vertx,
            ConfigLoader.Valid valid,
            Callable<ConfigLoader.Result> source,
            PrometheusMeterRegistry registry,
            NodeId id) {
        Node node = new Node(vertx, valid, source, registry, id);
        return node.start().map(node).recover(cause -> node.stop().transform(v -> Future.failedFuture(cause)));
    }

    private Future<Void> start() {
        return stores.start()
                .compose(v -> startSimulator())
                .compose(this::startUpstreams)
                .compose(v -> startEdges())
                .compose(v -> jobs.start(vertx, hub, random, drain::ready, deployments::add))
                .compose(v -> startManagement())
                .onSuccess(v -> {
                    sweepTimer = vertx.setPeriodic(SWEEP_MILLIS, t -> sweep());
                    drain.open();
                    new Background(vertx).execute(metrics::process);
                });
    }

    /** Null where the simulator is off. */
    private Future<URI> startSimulator() {
        if (!config.simulator().enabled()) return Future.succeededFuture();
        simulator = new Simulator(
                vertx,
                new SimulatorOptions(
                        config.simulator().host(), config.simulator().port(), null));
        return simulator.start().map(port -> {
            feeds.simulator(simulator.baseUrl());
            return simulator.baseUrl();
        });
    }

    private Future<Void> startUpstreams(URI simulated) {
        providers.simulator(simulated);
        Quotas quotas = new Quotas(config, new Background(vertx), stores::limits);
        Plan first = Plan.of(config, quotas, providers.of(config, null));
        plans.take(first);
        return providers.follow(first);
    }

    private Future<Void> startEdges() {
        EdgeParts parts = new EdgeParts(
                config,
                plans,
                hub,
                feeds,
                jobs.jobs(),
                jobs.templates(),
                channels,
                sessions,
                metrics.channels(),
                telemetry.edge(),
                time,
                this::ready,
                drain::takesWork,
                () -> NodeGauges.counts(metrics, sessions, hub));
        return NodeEdges.deploy(vertx, parts, edges).onSuccess(deployments::add).mapEmpty();
    }

    private Future<Void> startManagement() {
        NodeAdmin admin = new NodeAdmin(drain, reload, plans, exit::tryComplete);
        management = new OperatorPages(config, plans, registry, this::ready, time, random).verticle(admin);
        return vertx.deployVerticle(management).onSuccess(deployments::add).mapEmpty();
    }

    private boolean ready() {
        return drain.ready() && stores.ready();
    }

    private void sweep() {
        sessions.sweep();
        hub.sweep();
        feeds.sweep();
        jobs.sweep();
        for (Provider provider : hub.providers()) provider.state().endpoints().settle();
        for (EdgeVerticle edge : edges) edge.tidy();
        // A session with a connection is in use, however quiet it is.
        for (SessionId id : channels.connected()) sessions.touch(id);
    }

    public int port() {
        return edges.get(0).port();
    }

    public int managementPort() {
        return management.port();
    }

    /** The built-in provider, or null where it is off. */
    public Simulator simulator() {
        return simulator;
    }

    /** What the gauges read. */
    public PrometheusMeterRegistry registry() {
        return registry;
    }

    /** Takes no more work, lets its readers leave and running answers end, each in its time, and stops. */
    public Future<Void> drain() {
        return drain(drainTimeout());
    }

    /** The same within another time than the configuration's. */
    public Future<Void> drain(Duration timeout) {
        DrainConfig terms = plans.get().config().drain();
        drain.leave();
        return drain.begin(new DrainConfig(terms.window(), terms.reconnectRate(), timeout))
                .transform(v -> stop());
    }

    /** Within which {@link #drain()} is over, but for a second or two. */
    Duration drainTimeout() {
        return plans.get().config().drain().timeout();
    }

    /** Takes the configuration anew. @param why who asked, for the log */
    Future<Reload.Outcome> reload(String why) {
        return reload.run(why);
    }

    /** Complete once an operator has asked for the process to end. */
    Future<Void> exitAsked() {
        return exit.future();
    }

    private Future<Void> idle(long deadline) {
        if (hub.running() == 0 || time.nanos() >= deadline) return Future.succeededFuture();
        return vertx.timer(POLL_MILLIS, TimeUnit.MILLISECONDS).compose(t -> idle(deadline));
    }

    /** Stops at once: running answers are told as cancelled. Idempotent. */
    public Future<Void> stop() {
        if (!stopping.compareAndSet(false, true)) return stopped.future();
        drain.close();
        vertx.cancelTimer(sweepTimer);
        hub.cancelAll();
        Future<Void> left = feeds.close();
        // Each ends on its own loop, and its reader is to be told before that loop's server closes the connection.
        idle(time.nanos() + ENDING.toNanos())
                .compose(v -> left)
                .compose(v -> cluster.close())
                .compose(v -> undeploy())
                .onComplete(stopped);
        return stopped.future();
    }

    private Future<Void> undeploy() {
        List<Future<Void>> stopping = new ArrayList<>();
        for (String id = deployments.poll(); id != null; id = deployments.poll()) stopping.add(vertx.undeploy(id));
        stopping.add(providers.close());
        if (simulator != null) stopping.add(simulator.close());
        stopping.add(telemetry.close());
        return Future.join(stopping).<Void>mapEmpty().eventually(stores::close);
    }
}
