package dev.sluice.ops.stats;

import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The node's meters by name, so that the page says what a scrape says. Names are those of {@code docs/metrics.md} without the endings
 * that Prometheus adds. Belongs to the sampler.
 */
final class Readings {
    private final MeterRegistry registry;
    private Map<String, List<Meter>> byName = Map.of();

    Readings(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Looks which meters there are now. Once for each sample: the registry itself is searched from end to end for each name. */
    void look() {
        Map<String, List<Meter>> found = new HashMap<>();
        registry.forEachMeter(meter -> found.computeIfAbsent(meter.getId().getName(), name -> new ArrayList<>())
                .add(meter));
        byName = found;
    }

    /**
     * The sum of all meters of that name and those tags; 0 where there are none.
     *
     * @param tags names and values in turns
     */
    double sum(String name, String... tags) {
        double sum = 0;
        for (Meter meter : meters(name, tags)) sum += value(meter);
        return sum;
    }

    /** Likewise, for each value of one tag. */
    Map<String, Double> by(String label, String name, String... tags) {
        Map<String, Double> sums = new TreeMap<>();
        for (Meter meter : meters(name, tags)) {
            String key = meter.getId().getTag(label);
            if (key != null) sums.merge(key, value(meter), Double::sum);
        }
        return sums;
    }

    private List<Meter> meters(String name, String... tags) {
        List<Meter> all = byName.getOrDefault(name, List.of());
        return tags.length == 0
                ? all
                : all.stream().filter(meter -> has(meter.getId(), tags)).toList();
    }

    private static boolean has(Meter.Id id, String... tags) {
        for (int i = 0; i < tags.length; i += 2) if (!tags[i + 1].equals(id.getTag(tags[i]))) return false;
        return true;
    }

    private static double value(Meter meter) {
        for (Measurement measurement : meter.measure()) {
            double value = measurement.getValue();
            return Double.isFinite(value) ? value : 0;
        }
        return 0;
    }

    /** How many were at or below each bound, in seconds, of all timers of that name and those tags together; the last bound is infinite. */
    TreeMap<Double, Double> buckets(String name, String... tags) {
        TreeMap<Double, Double> all = new TreeMap<>();
        for (Meter meter : meters(name, tags)) {
            if (!(meter instanceof Timer timer)) continue;
            for (CountAtBucket bucket : timer.takeSnapshot().histogramCounts())
                all.merge(bucket.bucket(TimeUnit.NANOSECONDS) / 1e9, bucket.count(), Double::sum);
            all.merge(Double.POSITIVE_INFINITY, (double) timer.count(), Double::sum);
        }
        return all;
    }
}
