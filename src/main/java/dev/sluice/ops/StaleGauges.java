package dev.sluice.ops;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Gauges of upstreams and endpoints that a reload took away: they would show for ever what was last. Counters stay: they are history. */
public final class StaleGauges {
    private StaleGauges() {}

    /** @param endpoints names of the endpoints that there are, by upstream */
    public static void remove(MeterRegistry registry, Map<String, Set<String>> endpoints) {
        for (Meter meter : List.copyOf(registry.getMeters())) {
            String upstream = meter.getId().getTag("upstream");
            if (upstream == null || meter.getId().getType() != Meter.Type.GAUGE) continue;
            String endpoint = meter.getId().getTag("endpoint");
            Set<String> known = endpoints.get(upstream);
            if (known == null || endpoint != null && !known.contains(endpoint)) registry.remove(meter);
        }
    }
}
