package dev.sluice.hub.feed;

import dev.sluice.log.LogLimits;
import dev.sluice.log.Logs;
import dev.sluice.model.FeedConfig;
import dev.sluice.model.FeedConfig.Format;
import dev.sluice.model.FeedConfig.History;
import dev.sluice.model.FeedConfig.Read;
import dev.sluice.model.FeedName;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A node that keeps one feed with others, its loop, its source connections and its line to the store in a test's hand. */
final class HandFeedNode {
    static final FeedName NAME = new FeedName("f");
    private static final Duration HOUR = Duration.ofHours(1);

    final HandOutside outside;
    final HandFeedStore.Line line;
    final Feed feed;
    final List<HandFeedReader> readers = new ArrayList<>();
    /** It neither thinks nor hears nor speaks, and holds what it holds. */
    boolean frozen;

    private final FeedMaker maker;
    /** How far each connection to the source has come. */
    private final Map<HandOutside.Call, Long> sent = new IdentityHashMap<>();

    private long tickMillis;

    /** @param sourced whether the feed has a source, or is a topic */
    HandFeedNode(HandFeedStore store, String member, Random random, long millis, boolean sourced) {
        outside = new HandOutside(random);
        outside.pass(Duration.ofMillis(millis - outside.millis()));
        line = store.line(member);
        Logs logs = new Logs(new LogLimits(1000, 1 << 20), 1000, 1 << 24);
        maker = new FeedMaker(upstream -> null, logs, null, FeedObserver.NOOP, random);
        maker.share(line, outside.time());
        FeedConfig.Source source = !sourced
                ? null
                : new FeedConfig.Source(
                        null,
                        URI.create("http://127.0.0.1:1/feed"),
                        null,
                        Map.of(),
                        Format.SSE,
                        true,
                        null,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(1));
        FeedConfig config = new FeedConfig("f", Read.PUBLIC, null, new History(2000, 1 << 20, HOUR), source);
        feed = maker.make(outside, NAME, new FeedRule(config));
        tickMillis = millis;
    }

    /** Lets time pass up to then. */
    void until(long millis) {
        if (frozen) return;
        outside.pass(Duration.ofMillis(millis - outside.millis()));
        if (millis - tickMillis < 1000) return;
        tickMillis = millis;
        maker.look();
        feed.tick();
    }

    /** Does what waits to be done, at most so much of it. Whether there was anything. */
    boolean work(int commands) {
        if (frozen) return false;
        outside.run();
        boolean any = false;
        for (int i = 0; i < commands && line.turn(); i++) {
            any = true;
            outside.run();
        }
        return any;
    }

    /** The source sends what is due on each connection that this node has. @param newest number of its last event */
    void hear(long newest) {
        if (frozen) return;
        for (HandOutside.Call call : List.copyOf(outside.calls)) {
            if (call.cancelled) {
                outside.calls.remove(call);
                continue;
            }
            if (!sent.containsKey(call)) {
                String last = call.request.lastEventId();
                sent.put(call, last == null ? newest : Long.parseLong(last));
                call.handler.opened(null);
            }
            while (!call.cancelled && sent.get(call) < newest) {
                long n = sent.merge(call, 1L, Long::sum);
                call.handler.event("e", "" + n, "" + n);
            }
        }
    }

    /** The source's connections of this node break. */
    void breakSource() {
        for (HandOutside.Call call : List.copyOf(outside.calls)) {
            if (call.cancelled || !sent.containsKey(call)) continue;
            call.cancelled = true;
            call.end("ended");
        }
    }

    long connections() {
        return outside.calls.stream().filter(c -> !c.cancelled).count();
    }
}
