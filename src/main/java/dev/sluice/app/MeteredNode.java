package dev.sluice.app;

import dev.sluice.app.config.ConfigLoader;
import dev.sluice.model.NodeId;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.concurrent.Callable;

/**
 * A node whose meters and those of the Vert.x that it runs on stand in one registry. Of Vert.x's own, those of its pools are taken. Its HTTP
 * meters are not: they count the simulator's and the management port's requests among the others', have a caller's method for a label,
 * whatever it is, and no route; ours are beside them in the router.
 */
final class MeteredNode implements Starters.OfNode {
    private final PrometheusMeterRegistry registry;
    private final NodeId id;

    MeteredNode() {
        this(NodeId.of(null), new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    }

    private MeteredNode(NodeId id, PrometheusMeterRegistry registry) {
        this.id = id;
        this.registry = registry;
    }

    @Override
    public Starters.OfNode named(NodeId name) {
        return new MeteredNode(name, registry);
    }

    @Override
    public Vertx vertx(VertxOptions options) {
        // Redis's pools hold one connection each and are as many as were ever opened: RedisMetrics says what matters.
        registry.config().meterFilter(MeterFilter.deny(id -> "redis".equals(id.getTag("pool_type"))));
        MicrometerMetricsOptions metrics = new MicrometerMetricsOptions().setEnabled(true);
        for (MetricsDomain domain : MetricsDomain.values())
            if (domain != MetricsDomain.NAMED_POOLS) metrics.addDisabledMetricsCategory(domain);
        return Vertx.builder()
                .with(options.setMetricsOptions(metrics))
                .withMetrics(new MicrometerMetricsFactory(registry))
                .build();
    }

    @Override
    public Future<RunningNode> start(Vertx vertx, ConfigLoader.Valid valid, Callable<ConfigLoader.Result> source) {
        return Node.start(vertx, valid, source, registry, id)
                .map(node -> new RunningNode(
                        node.port(),
                        node.managementPort(),
                        node::drain,
                        node::drainTimeout,
                        node::reload,
                        node.exitAsked()));
    }
}
