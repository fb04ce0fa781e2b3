package dev.sluice.hub.feed;

import dev.sluice.log.Logs;
import dev.sluice.log.StreamLog;
import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.FailureException;
import dev.sluice.model.FeedName;
import dev.sluice.model.StreamId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The feeds that this node has open, and the way to their loops. A crossing: the map may be used from any thread; a {@link Feed} is
 * only ever called on its own loop.
 */
final class OpenFeeds {
    /** Names under patterns are picked by callers: there must be an end to them. */
    private static final int MOST = 100_000;

    private final FeedMaker maker;
    private final Logs logs;
    private final Map<StreamId, Feed> all = new ConcurrentHashMap<>();

    OpenFeeds(FeedMaker maker, Logs logs) {
        this.maker = maker;
        this.logs = logs;
    }

    /** Null where it is not open. */
    Feed find(StreamId stream) {
        return all.get(stream);
    }

    /** Finds it, or opens it on this lane's loop. Fails with {@code feed_limit}. */
    Feed open(FeedLane lane, FeedName name, FeedRule rule) {
        Feed feed = all.get(name.stream());
        if (feed != null) return feed;
        if (all.size() >= MOST)
            throw Failure.of(Kind.OVERLOADED, "feed_limit", "this node holds " + MOST + " feeds, its limit")
                    .exception();
        return all.computeIfAbsent(name.stream(), stream -> maker.make(lane, name, rule));
    }

    /** Runs the step on the feed's loop where it is open; else nothing happens. */
    void with(StreamId stream, Consumer<Feed> step) {
        Feed feed = all.get(stream);
        if (feed != null) feed.outside().later(() -> step.accept(feed));
    }

    /** Runs the step on the feed's loop, having opened the feed if need be; completes on the caller's. */
    <T> Future<T> on(FeedLane lane, FeedName name, FeedRule rule, Function<Feed, Future<T>> step) {
        Feed feed;
        try {
            feed = open(lane, name, rule);
        } catch (FailureException full) {
            return Future.failedFuture(full);
        }
        // It may be let go of while this is on its way; then there is another one.
        return step(lane, feed, found -> found.closed() ? Future.succeededFuture() : step.apply(found))
                .compose(done -> done == null ? on(lane, name, rule, step) : Future.succeededFuture(done));
    }

    /** Runs the step on this feed's loop, once readers may come; completes on the caller's. */
    static <T> Future<T> step(FeedLane lane, Feed feed, Function<Feed, Future<T>> step) {
        Promise<T> promise = Promise.promise();
        feed.outside()
                .later(() -> feed.ready()
                        .compose(v -> step.apply(feed))
                        .onComplete(done -> lane.later(() -> promise.handle(done))));
        return promise.future();
    }

    /** Shows all there are, each on its loop, in one turn of each loop. */
    void each(Consumer<Feed> step) {
        Map<FeedOutside, List<Feed>> byLane = new HashMap<>();
        for (Feed feed : all.values())
            byLane.computeIfAbsent(feed.outside(), k -> new ArrayList<>()).add(feed);
        byLane.forEach((lane, own) -> lane.later(() -> own.forEach(step)));
    }

    /** Lets go of one that nobody would miss, and of its log. On the feed's loop. */
    void drop(Feed feed) {
        feed.close();
        StreamLog log = logs.find(feed.name().stream());
        if (log != null) logs.drop(log);
        all.remove(feed.name().stream(), feed);
    }

    /** Closes every source, at shutdown. Does not fail. */
    Future<Void> close() {
        List<Future<Void>> closing = new ArrayList<>();
        for (Feed feed : all.values()) {
            Promise<Void> closed = Promise.promise();
            feed.outside().later(() -> feed.close().onComplete(closed));
            closing.add(closed.future());
        }
        return Future.join(closing).otherwiseEmpty().mapEmpty();
    }

    int size() {
        return all.size();
    }
}
