package dev.sluice.ops;

import dev.sluice.hub.feed.FeedObserver;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What feeds do, as Micrometer meters: {@code feed_subscribers}, {@code feed_sources} (by state), {@code feed_events},
 * {@code feed_repeated}, {@code feed_gaps} and {@code feed_source_ends} (by code). The tag {@code feed} is a name or pattern of the
 * configuration, never what a caller made of it. Safe from any thread.
 */
public final class FeedMetrics implements FeedObserver {
    private static final Logger LOG = LoggerFactory.getLogger(FeedMetrics.class);

    private final MeterRegistry registry;
    private final Map<String, AtomicInteger> gauges = new ConcurrentHashMap<>();

    public FeedMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void subscribers(String feed, int change) {
        gauge("feed_subscribers", feed, null).addAndGet(change);
    }

    @Override
    public void events(String feed, int count) {
        registry.counter("feed_events", "feed", feed).increment(count);
    }

    @Override
    public void repeated(String feed) {
        registry.counter("feed_repeated", "feed", feed).increment();
    }

    @Override
    public void missed(String feed) {
        registry.counter("feed_gaps", "feed", feed).increment();
        LOG.warn("feed {}: events are missing that the source could not send again", feed);
    }

    @Override
    public void source(String feed, String before, String after) {
        if (!before.equals("idle")) gauge("feed_sources", feed, before).decrementAndGet();
        if (!after.equals("idle")) gauge("feed_sources", feed, after).incrementAndGet();
        if (after.equals("open")) LOG.info("feed {}: the source is open", feed);
    }

    @Override
    public void sourceEnded(String feed, String code, String message) {
        registry.counter("feed_source_ends", "feed", feed, "code", code).increment();
        LOG.warn("feed {}: {}: {}", feed, code, message);
    }

    private AtomicInteger gauge(String name, String feed, String state) {
        return gauges.computeIfAbsent(name + '\0' + feed + '\0' + state, k -> {
            AtomicInteger value = new AtomicInteger();
            Gauge.Builder<?> gauge =
                    Gauge.builder(name, value::get).tag("feed", feed).strongReference(true);
            if (state != null) gauge.tag("state", state);
            gauge.register(registry);
            return value;
        });
    }
}
