package dev.sluice.app;

import dev.sluice.app.config.ConfigLoader;
import dev.sluice.app.config.EffectiveConfig;
import dev.sluice.edge.EdgeVerticle;
import dev.sluice.model.Config;
import dev.sluice.model.DrainConfig;
import dev.sluice.model.NodeId;
import dev.sluice.model.NodeReport;
import dev.sluice.ops.ManagementVerticle;
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

/**
 * One running Sluice: starts, drains and stops what {@link Rooms} has built. Its methods may be called from any thread.
 */
public final class Node {
    private static final long SWEEP_MILLIS = 1000;
    private static final long POLL_MILLIS = 10;
    private static final Duration ENDING = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final PrometheusMeterRegistry registry;
    private final Rooms rooms;
    private final List<EdgeVerticle> edges = new ArrayList<>();
    private final Queue<String> deployments = new ConcurrentLinkedQueue<>();
    private ManagementVerticle management;
    private Simulator simulator;
    private long sweepTimer;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final Promise<Void> stopped = Promise.promise();
    private final Drain drain;
    private final Reload reload;
    private final long beganNanos;
    private final Promise<Void> exit = Promise.promise();

    private Node(
            Vertx vertx,
            ConfigLoader.Valid valid,
            Callable<ConfigLoader.Result> source,
            PrometheusMeterRegistry registry,
            NodeId id) {
        this.vertx = vertx;
        this.registry = registry;
        rooms = new Rooms(vertx, valid.config(), registry, id.member());
        beganNanos = rooms.time.nanos();
        drain = new Drain(
                vertx,
                rooms.time,
                edges,
                rooms.hub::running,
                valid.config().channel().retryMin());
        reload = new Reload(
                vertx, valid, source, rooms.plans, rooms.providers, new SignOut(rooms.channels, rooms.sessions));
        rooms.hangGauges(this::ready);
        rooms.cluster.start(this::report);
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
        return rooms.stores
                .start()
                .compose(v -> startSimulator())
                .compose(rooms::plan)
                .compose(v -> NodeEdges.deploy(vertx, rooms.parts(this::ready, drain::takesWork), edges))
                .onSuccess(deployments::add)
                .compose(v -> rooms.jobs.start(vertx, rooms.hub, rooms.random, drain::ready, deployments::add))
                .compose(v -> startManagement())
                .onSuccess(v -> {
                    sweepTimer = vertx.setPeriodic(SWEEP_MILLIS, t -> sweep());
                    drain.open();
                    new Background(vertx).execute(rooms.metrics()::process);
                });
    }

    /** Null where the simulator is off. */
    private Future<URI> startSimulator() {
        Config.SimulatorConfig config = rooms.config.simulator();
        if (!config.enabled()) return Future.succeededFuture();
        simulator = new Simulator(vertx, new SimulatorOptions(config.host(), config.port(), null));
        return simulator.start().map(port -> simulator.baseUrl());
    }

    private Future<Void> startManagement() {
        NodeAdmin admin = new NodeAdmin(drain, reload, rooms.plans, exit::tryComplete);
        management = new OperatorPages(rooms, registry, this::ready, this::report).verticle(admin);
        return vertx.deployVerticle(management).onSuccess(deployments::add).mapEmpty();
    }

    private boolean ready() {
        return drain.ready() && rooms.stores.ready();
    }

    private NodeReport report() {
        return NodeGauges.report(drain.state(), beganNanos, rooms);
    }

    private void sweep() {
        rooms.sweep();
        for (EdgeVerticle edge : edges) edge.tidy();
    }

    /** The one that clients come to, once it has started; where the configuration says 0, the one that was found. */
    public int port() {
        return edges.get(0).port();
    }

    /** The one for operators, likewise. */
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
        DrainConfig terms = rooms.plans.get().config().drain();
        drain.leave();
        return drain.begin(new DrainConfig(terms.window(), terms.reconnectRate(), timeout))
                .transform(v -> stop());
    }

    /** Within which {@link #drain()} is over, but for a second or two. */
    Duration drainTimeout() {
        return rooms.plans.get().config().drain().timeout();
    }

    /**
     * Takes the configuration anew.
     *
     * @param why who asked, for the log
     */
    Future<Reload.Outcome> reload(String why) {
        return reload.run(why);
    }

    /** Complete once an operator has asked for the process to end. */
    Future<Void> exitAsked() {
        return exit.future();
    }

    private Future<Void> idle(long deadline) {
        if (rooms.hub.running() == 0 || rooms.time.nanos() >= deadline) return Future.succeededFuture();
        return vertx.timer(POLL_MILLIS, TimeUnit.MILLISECONDS).compose(t -> idle(deadline));
    }

    /** Stops at once: running answers are told as cancelled. Idempotent. */
    public Future<Void> stop() {
        if (!stopping.compareAndSet(false, true)) return stopped.future();
        drain.close();
        vertx.cancelTimer(sweepTimer);
        rooms.hub.cancelAll();
        Future<Void> left = rooms.feeds.close();
        // Each ends on its own loop, and its reader is to be told before that loop's server closes the connection.
        idle(rooms.time.nanos() + ENDING.toNanos())
                .compose(v -> left)
                .compose(v -> rooms.cluster.close())
                .compose(v -> undeploy())
                .onComplete(stopped);
        return stopped.future();
    }

    private Future<Void> undeploy() {
        List<Future<Void>> stopping = new ArrayList<>();
        for (String id = deployments.poll(); id != null; id = deployments.poll()) stopping.add(vertx.undeploy(id));
        stopping.add(rooms.providers.close());
        if (simulator != null) stopping.add(simulator.close());
        stopping.add(rooms.telemetry.close());
        return Future.join(stopping).<Void>mapEmpty().eventually(rooms.stores::close);
    }
}
