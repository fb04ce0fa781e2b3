package dev.sluice.system;

import dev.sluice.system.FeedClient.Came;
import dev.sluice.system.FeedClient.Stream;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream.Builder;

/**
 * One subscriber to a feed: the feed's own URL, or a session's channel. Where its connection ends it goes on at another node, as an
 * EventSource behind a load balancer does, with the last id that it saw.
 */
final class RovingReader {
    private static final long PAUSE_MILLIS = 100;

    private final Vertx vertx;
    private final Supplier<FeedClient> nodes;
    private final String feed;
    private final String token;
    private final List<Stream> streams = new ArrayList<>();
    private volatile Stream now;
    private volatile boolean stopped;

    /**
     * @param nodes yields one that may be there, another each time
     * @param token of the session whose channel it reads; null for the feed's URL
     */
    RovingReader(Vertx vertx, Supplier<FeedClient> nodes, String feed, String token) {
        this.vertx = vertx;
        this.nodes = nodes;
        this.feed = feed;
        this.token = token;
    }

    /** Subscribes, and opens the first connection, there. */
    Future<Void> begin(FeedClient at) {
        Future<?> subscribed = token == null
                ? Future.succeededFuture()
                : at.call("POST", "/feeds/" + feed + "/subscribe", token, new JsonObject());
        return subscribed.compose(v -> open(at, null));
    }

    private Future<Void> open(FeedClient at, String lastEventId) {
        String path = token == null ? "/feeds/" + feed : "/channel";
        return at.stream(path, token, lastEventId).map(stream -> {
            synchronized (streams) {
                streams.add(stream);
            }
            now = stream;
            vertx.setPeriodic(PAUSE_MILLIS / 2, timer -> {
                if (!stream.ended) return;
                vertx.cancelTimer(timer);
                again(lastEventId(stream, lastEventId));
            });
            return null;
        });
    }

    private static String lastEventId(Stream stream, String before) {
        String last = stream.lastId();
        return last == null ? before : last;
    }

    private void again(String lastEventId) {
        if (stopped) return;
        open(nodes.get(), lastEventId).onFailure(away -> vertx.setTimer(PAUSE_MILLIS, t -> again(lastEventId)));
    }

    void stop() {
        stopped = true;
        if (now != null) now.close();
    }

    int count() {
        synchronized (streams) {
            return streams.stream().mapToInt(s -> s.feeds).sum();
        }
    }

    /** All events with one of these names, over all connections. */
    List<Came> named(String... names) {
        Builder<Came> all = java.util.stream.Stream.builder();
        synchronized (streams) {
            for (Stream each : streams) each.named(names).forEach(all);
        }
        return all.build().toList();
    }

    /** The texts of the feed's events, over all connections. */
    List<String> texts() {
        return named("feed").stream().map(c -> c.data().getString("data")).toList();
    }
}
