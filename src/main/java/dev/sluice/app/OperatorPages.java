package dev.sluice.app;

import dev.sluice.hub.Plans;
import dev.sluice.model.Config;
import dev.sluice.model.Time;
import dev.sluice.ops.AdminPages;
import dev.sluice.ops.ManagementVerticle;
import dev.sluice.ops.ProbePages;
import dev.sluice.ops.ScrapePage;
import dev.sluice.ops.stats.StatsPage;
import dev.sluice.upstream.UpstreamState;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** What the management port serves. */
record OperatorPages(
        Config config,
        Plans plans,
        PrometheusMeterRegistry registry,
        BooleanSupplier ready,
        Time time,
        RandomGenerator random) {
    ManagementVerticle verticle(NodeAdmin admin) {
        return new ManagementVerticle(
                config.management(),
                List.of(
                        new ProbePages(ready),
                        new ScrapePage(registry),
                        stats(),
                        new AdminPages(admin, NodeAdmin.gate(config, plans))));
    }

    private StatsPage stats() {
        JsonObject about = new JsonObject()
                .put("version", Version.plain())
                .put("region", config.telemetry().region());
        return new StatsPage(config.channel(), registry, this::upstreams, about, ready, time, random);
    }

    private Map<String, UpstreamState> upstreams() {
        Map<String, UpstreamState> states = new LinkedHashMap<>();
        plans.get().providers().forEach((name, provider) -> states.put(name, provider.state()));
        return states;
    }
}
