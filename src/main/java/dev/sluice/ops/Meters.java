package dev.sluice.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The registry, by way of families: a name, its help, its labels, and one meter for each set of label values, made when it is first
 * used and found again by one look into a map. Whoever asks sees to it that the values are bounded. Any thread.
 */
final class Meters {
    /**
     * The labels of one name.
     *
     * @param <M> what stands behind each set of values
     */
    static final class Family<M> {
        private final String[] keys;
        private final Function<String[], M> maker;
        private final Map<List<String>, M> members = new ConcurrentHashMap<>();

        private Family(String[] keys, Function<String[], M> maker) {
            this.keys = keys;
            this.maker = maker;
        }

        /** @param values in the order of the labels */
        M of(String... values) {
            List<String> key = List.of(values);
            M known = members.get(key);
            return known != null ? known : members.computeIfAbsent(key, k -> maker.apply(tags(values)));
        }

        private String[] tags(String[] values) {
            if (values.length != keys.length)
                throw new IllegalArgumentException(values.length + " values for " + keys.length + " labels");
            String[] tags = new String[2 * keys.length];
            for (int i = 0; i < keys.length; i++) {
                tags[2 * i] = keys[i];
                tags[2 * i + 1] = values[i];
            }
            return tags;
        }
    }

    private final MeterRegistry registry;
    /** A counter that reads refers to what it reads weakly, so that somebody else has to hold it. */
    private final Queue<Supplier<Number>> read = new ConcurrentLinkedQueue<>();

    Meters(MeterRegistry registry) {
        this.registry = registry;
    }

    MeterRegistry registry() {
        return registry;
    }

    Counter counter(String name, String help) {
        return counters(name, help).of();
    }

    Family<Counter> counters(String name, String help, String... labels) {
        return new Family<>(
                labels,
                tags -> Counter.builder(name).description(help).tags(tags).register(registry));
    }

    /** A counter that reads what is counted anyway. */
    void counter(String name, String help, Supplier<Number> count, String... tags) {
        read.add(count);
        FunctionCounter.builder(name, count, c -> c.get().doubleValue())
                .description(help)
                .tags(tags)
                .register(registry);
    }

    /** @param buckets their upper bounds */
    Family<Timer> timers(String name, String help, Buckets buckets, String... labels) {
        return new Family<>(
                labels,
                tags -> Timer.builder(name)
                        .description(help)
                        .tags(tags)
                        .serviceLevelObjectives(buckets.durations())
                        .register(registry));
    }

    Family<DistributionSummary> summaries(String name, String help, Buckets buckets, String... labels) {
        return new Family<>(
                labels,
                tags -> DistributionSummary.builder(name)
                        .description(help)
                        .tags(tags)
                        .serviceLevelObjectives(buckets.bounds())
                        .register(registry));
    }

    /**
     * A gauge that reads state which exists anyway.
     *
     * @param tags names and values in turns
     */
    void gauge(String name, String help, Supplier<Number> state, String... tags) {
        // What has the same name and tags reads a part of the node that this one replaces.
        Gauge before = registry.find(name).tags(tags).gauge();
        if (before != null) registry.remove(before);
        Gauge.builder(name, state)
                .description(help)
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }
}
