package dev.sluice.ops;

import dev.sluice.hub.feed.FeedObserver;
import io.micrometer.core.instrument.Counter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What feeds do, as meters. The tag {@code feed} is a name or pattern of the configuration, never what a caller made of it. Safe from
 * any thread.
 */
public final class FeedMetrics implements FeedObserver {
    private static final Logger LOG = LoggerFactory.getLogger(FeedMetrics.class);

    private final Meters meters;
    private final Meters.Family<Counter> events;
    private final Meters.Family<Counter> repeated;
    private final Meters.Family<Counter> gaps;
    private final Meters.Family<Counter> ends;
    private final AtomicInteger reading = new AtomicInteger();
    private final Map<String, AtomicInteger> gauges = new ConcurrentHashMap<>();

    FeedMetrics(Meters meters) {
        this.meters = meters;
        events = meters.counters("feed_events", "Events appended", "feed");
        repeated = meters.counters("feed_repeated", "Events that came again and were dropped", "feed");
        gaps = meters.counters("feed_gaps", "Times that a source could not send what was missed", "feed");
        ends = meters.counters("feed_source_ends", "Connections to the source that ended", "feed", "code");
    }

    @Override
    public void subscribers(String feed, int change) {
        gauge("feed_subscribers", "Sessions and readers", "feed", feed).addAndGet(change);
    }

    @Override
    public void events(String feed, int count) {
        events.of(feed).increment(count);
    }

    @Override
    public void repeated(String feed) {
        repeated.of(feed).increment();
    }

    @Override
    public void missed(String feed) {
        gaps.of(feed).increment();
        LOG.warn("feed {}: events are missing that the source could not send again", feed);
    }

    @Override
    public void source(String feed, String before, String after) {
        if (!before.equals("idle")) {
            sources(feed, before).decrementAndGet();
            reading.decrementAndGet();
        }
        if (!after.equals("idle")) {
            sources(feed, after).incrementAndGet();
            reading.incrementAndGet();
        }
        if (after.equals("open")) LOG.info("feed {}: the source is open", feed);
    }

    /** Feeds whose source is read from here, or shall be: of nodes that share a feed, one does that for all. */
    public int sources() {
        return reading.get();
    }

    @Override
    public void sourceEnded(String feed, String code, String message) {
        ends.of(feed, code).increment();
        LOG.warn("feed {}: {}: {}", feed, code, message);
    }

    private AtomicInteger sources(String feed, String state) {
        return gauge("feed_sources", "Connections to sources, by state", "feed", feed, "state", state);
    }

    private AtomicInteger gauge(String name, String help, String... tags) {
        return gauges.computeIfAbsent(name + '\0' + String.join("\0", tags), k -> {
            AtomicInteger value = new AtomicInteger();
            meters.gauge(name, help, value::get, tags);
            return value;
        });
    }
}
