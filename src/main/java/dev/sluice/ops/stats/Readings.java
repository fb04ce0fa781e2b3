package dev.sluice.ops.stats;

import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The node's meters by name, so that the page says what a scrape says. Names are those of {@code docs/metrics.md} without the endings
 * that Prometheus adds. Any thread.
 */
final class Readings {
    private final MeterRegistry registry;

    Readings(MeterRegistry registry) {
        this.registry = registry;
    }

    /** The sum of all meters of that name and those tags; 0 where there are none. @param tags names and values in turns */
    double sum(String name, String... tags) {
        double sum = 0;
        for (Meter meter : registry.find(name).tags(tags).meters()) sum += value(meter);
        return sum;
    }

    /** Likewise, for each value of one tag. */
    Map<String, Double> by(String label, String name, String... tags) {
        Map<String, Double> sums = new TreeMap<>();
        for (Meter meter : registry.find(name).tags(tags).meters()) {
            String key = meter.getId().getTag(label);
            if (key != null) sums.merge(key, value(meter), Double::sum);
        }
        return sums;
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
        for (Timer timer : registry.find(name).tags(tags).timers()) {
            for (CountAtBucket bucket : timer.takeSnapshot().histogramCounts())
                all.merge(bucket.bucket(TimeUnit.NANOSECONDS) / 1e9, bucket.count(), Double::sum);
            all.merge(Double.POSITIVE_INFINITY, (double) timer.count(), Double::sum);
        }
        return all;
    }
}
