package dev.sluice.app;

import dev.sluice.model.NodeReport;
import dev.sluice.ops.AdminPages;
import dev.sluice.ops.ManagementVerticle;
import dev.sluice.ops.ProbePages;
import dev.sluice.ops.ScrapePage;
import dev.sluice.ops.stats.StatsPage;
import dev.sluice.upstream.UpstreamState;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What the management port serves. */
record OperatorPages(
        Rooms rooms, PrometheusMeterRegistry registry, BooleanSupplier ready, Supplier<NodeReport> report) {
    ManagementVerticle verticle(NodeAdmin admin) {
        return new ManagementVerticle(
                rooms.config.management(),
                List.of(
                        new ProbePages(ready),
                        new ScrapePage(registry),
                        stats(),
                        new AdminPages(admin, NodeAdmin.gate(rooms.config, rooms.plans))));
    }

    private StatsPage stats() {
        JsonObject about = new JsonObject()
                .put("version", Version.plain())
                .put("region", rooms.config.telemetry().region());
        return new StatsPage(
                rooms.config.channel(),
                registry,
                this::upstreams,
                rooms.cluster.nodes(report),
                about,
                ready,
                rooms.time,
                rooms.random);
    }

    private Map<String, UpstreamState> upstreams() {
        // Sorted: a table must not move because of a reload, nor be elsewhere on each node.
        Map<String, UpstreamState> states = new TreeMap<>();
        rooms.plans.get().providers().forEach((name, provider) -> states.put(name, provider.state()));
        return states;
    }
}
