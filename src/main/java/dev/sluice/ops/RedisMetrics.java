package dev.sluice.ops;

import dev.sluice.redis.RedisObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goes on between this node and Redis, as Micrometer meters: {@code redis_up}, {@code redis_subscriber_up}, {@code
 * redis_command_latency} and {@code redis_command_failures} (by command or script: a fixed set), {@code redis_bytes} (by direction),
 * {@code redis_foreign_values}. Each change of state is one line of the log. Safe from any thread.
 */
public final class RedisMetrics implements RedisObserver {
    private static final Logger LOG = LoggerFactory.getLogger(RedisMetrics.class);

    /** Keys whose values were reported; beyond, reports are counted alone. */
    private static final int MOST_REPORTED = 1000;

    private final Counter sent;
    private final Counter received;
    private final Counter foreign;
    private final Meters.Family<Timer> latencies;
    private final Meters.Family<Counter> failures;
    private final Map<String, Boolean> reported = new ConcurrentHashMap<>();
    private volatile boolean up;
    private volatile boolean subscriberUp;

    /** @param registry where its meters are hung */
    public RedisMetrics(MeterRegistry registry) {
        Meters meters = new Meters(registry);
        meters.gauge("redis_up", "1 where Redis can be used", () -> up ? 1 : 0);
        meters.gauge("redis_subscriber_up", "1 where other nodes are heard", () -> subscriberUp ? 1 : 0);
        Meters.Family<Counter> bytes = meters.counters("redis_bytes", "Bytes of arguments and of values", "direction");
        sent = bytes.of("sent");
        received = bytes.of("received");
        foreign = meters.counter("redis_foreign_values", "Values under our keys that were not ours, or broken");
        latencies = meters.timers(
                "redis_command_latency", "From the sending of a command to its reply", Buckets.BRIEF, "command");
        failures = meters.counters("redis_command_failures", "Commands without a reply, or with an error", "command");
    }

    @Override
    public void state(boolean now, String why) {
        up = now;
        if (now) LOG.info("redis: {}", why);
        else LOG.warn("{}; this node goes on with what it has, and tries again", why);
    }

    @Override
    public void subscriber(boolean now, String why) {
        subscriberUp = now;
        LOG.debug("redis: the subscriber: {}", why);
    }

    @Override
    public void command(String name, long nanos, long sentBytes, long receivedBytes, boolean failed) {
        latencies.of(name).record(nanos, TimeUnit.NANOSECONDS);
        sent.increment(sentBytes);
        received.increment(receivedBytes);
        if (failed) failures.of(name).increment();
    }

    @Override
    public void foreign(String key, String what) {
        foreign.increment();
        if (reported.size() < MOST_REPORTED && reported.putIfAbsent(key, true) == null)
            LOG.warn("redis: the value of {} is not ours or is broken, and is passed over: {}", key, what);
    }
}
