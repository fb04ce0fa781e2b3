package dev.sluice.hub.feed;

import dev.sluice.admission.PermitQueue;
import dev.sluice.channel.Channels;
import dev.sluice.log.LogLimits;
import dev.sluice.log.Logs;
import dev.sluice.log.StreamLog;
import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.FeedConfig;
import dev.sluice.model.FeedName;
import dev.sluice.model.Principal;
import dev.sluice.model.SessionId;
import dev.sluice.model.SessionState;
import dev.sluice.model.SessionStore;
import dev.sluice.model.StreamId;
import dev.sluice.model.Subscription;
import dev.sluice.model.TabId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * All feeds of this node: opened when they are first asked for, found by name, let go of when nobody would miss them. A crossing: its
 * maps may be used from any thread; a {@link Feed} is only ever called on its own loop.
 */
public final class Feeds implements Channels.Presence {
    /** Names under patterns are picked by callers: there must be an end to them. */
    private static final int MOST_FEEDS = 100_000;

    private final Supplier<FeedRules> rules;
    private final Function<String, PermitQueue> permits;
    private final Logs logs;
    private final Channels channels;
    private final SessionStore sessions;
    private final FeedObserver observer;
    private final RandomGenerator random;
    private final Map<StreamId, Feed> feeds = new ConcurrentHashMap<>();
    private final Map<SessionId, Set<StreamId>> readers = new ConcurrentHashMap<>();
    private volatile URI simulator;

    /**
     * @param rules   of now: who may, and what a feed is like that is opened from now on
     * @param permits an upstream's line, by its name
     * @param random  makes the tags that tell two lives of one feed apart
     */
    public Feeds(
            Supplier<FeedRules> rules,
            Function<String, PermitQueue> permits,
            Logs logs,
            Channels channels,
            SessionStore sessions,
            FeedObserver observer,
            RandomGenerator random) {
        this.rules = rules;
        this.permits = permits;
        this.logs = logs;
        this.channels = channels;
        this.sessions = sessions;
        this.observer = observer;
        this.random = random;
    }

    /** Where sources without a URL of their own are; to be said before the first reader comes. */
    public void simulator(URI base) {
        simulator = base;
    }

    /** The rule for this feed, where the caller may read it; fails with {@code unknown_feed} or {@code missing_right}. */
    public FeedRule readable(FeedName name, Principal who) {
        FeedRule rule = rules.get().find(name);
        if (!rule.readableBy(who, name)) throw rule.unreadable(name).exception();
        return rule;
    }

    /** A tab of the session reads the feed from now on. Again is fine. */
    public Future<FeedSubscribed> subscribe(
            FeedLane lane, SessionState session, TabId tab, FeedName name, FeedStart start) {
        FeedRule rule = readable(name, session.principal());
        StreamId stream = name.stream();
        SessionId id = session.id();
        return on(lane, name, rule, feed -> feed.join(id, start))
                .compose(position -> sessions.subscribe(id, tab, stream, position.from())
                        .onSuccess(state -> keep(id, stream))
                        .onFailure(refused -> with(stream, feed -> leave(feed, id)))
                        .map(state -> new FeedSubscribed(
                                stream, state.subscription(stream).ordinal(), position)));
    }

    /** The store has it: whatever an earlier departure that is still on its way may do, it is kept now. */
    private void keep(SessionId session, StreamId stream) {
        readers.compute(session, (k, read) -> {
            Set<StreamId> all = read == null ? ConcurrentHashMap.newKeySet() : read;
            all.add(stream);
            return all;
        });
        with(stream, feed -> {
            feed.join(session);
            feed.reconsider(session);
        });
    }

    /** On the feed's loop. The store has the last word: the session may have come back since somebody thought that it left. */
    private void leave(Feed feed, SessionId session) {
        StreamId stream = feed.name().stream();
        sessions.find(session).onComplete(now -> {
            Subscription s = now.failed() ? null : now.result().subscription(stream);
            if (s != null && s.live()) return;
            readers.computeIfPresent(session, (k, read) -> {
                read.remove(stream);
                return read.isEmpty() ? null : read;
            });
            feed.leave(session);
        });
    }

    /** The tab does not read it any more. Idempotent. */
    public Future<Void> unsubscribe(SessionState session, TabId tab, FeedName name) {
        StreamId stream = name.stream();
        return sessions.unsubscribe(session.id(), tab, stream).mapEmpty();
    }

    /** Somebody reads the feed alone. Each call that succeeds is paired with {@link #readerLeft}. */
    public Future<FeedPosition> readerCame(FeedLane lane, FeedName name, FeedRule rule, FeedStart start) {
        return on(lane, name, rule, feed -> feed.readerCame(start));
    }

    public void readerLeft(FeedName name) {
        with(name.stream(), Feed::readerLeft);
    }

    /** Where such a reader would begin; null where nobody has read the feed or published to it of late. */
    public Future<FeedPosition> look(FeedLane lane, FeedName name, FeedStart start) {
        Feed feed = feeds.get(name.stream());
        if (feed == null) return Future.succeededFuture();
        return step(lane, feed, found -> found.closed() ? null : found.position(start));
    }

    /** Appends to a topic; fails with {@code unknown_feed}, {@code missing_right} or {@code not_a_topic}. */
    public Future<List<Published>> publish(FeedLane lane, Principal who, FeedName name, FeedEvents events) {
        FeedRule rule = rules.get().find(name);
        rule.publishableBy(who, name);
        return on(lane, name, rule, feed -> feed.publish(events));
    }

    @Override
    public void changed(SessionId session, SessionState state) {
        Set<StreamId> read = readers.get(session);
        if (read == null) return;
        for (StreamId stream : read) {
            Subscription s = state == null ? null : state.subscription(stream);
            // One that is being subscribed to again may not be in this state yet.
            boolean over = state == null || s != null && !s.live();
            with(stream, feed -> {
                if (over) leave(feed, session);
                else feed.reconsider(session);
            });
        }
    }

    /** Lets go of what is too old, and of topics that nobody would miss. About once a second, from one thread at a time. */
    public void sweep() {
        Map<FeedOutside, List<Feed>> lanes = new HashMap<>();
        for (Feed feed : feeds.values())
            lanes.computeIfAbsent(feed.outside(), k -> new ArrayList<>()).add(feed);
        lanes.forEach((lane, own) -> lane.later(() -> own.forEach(this::tidy)));
    }

    private void tidy(Feed feed) {
        if (feed.closed()) return;
        feed.trim();
        if (!feed.idle()) return;
        feed.close();
        StreamLog log = logs.find(feed.name().stream());
        if (log != null) logs.drop(log);
        feeds.remove(feed.name().stream(), feed);
    }

    /** Closes every source, at shutdown. */
    public void close() {
        for (Feed feed : feeds.values()) feed.outside().later(feed::close);
    }

    /** Feeds that are held now. */
    public int size() {
        return feeds.size();
    }

    private void with(StreamId stream, Consumer<Feed> action) {
        Feed feed = feeds.get(stream);
        if (feed != null) feed.outside().later(() -> action.accept(feed));
    }

    /** Runs the step on the feed's loop, having opened the feed if need be; completes on the caller's. */
    private <T> Future<T> on(FeedLane lane, FeedName name, FeedRule rule, Function<Feed, T> action) {
        Feed feed = feeds.get(name.stream());
        if (feed == null) {
            if (feeds.size() >= MOST_FEEDS)
                return Future.failedFuture(
                        Failure.of(Kind.OVERLOADED, "feed_limit", "this node holds " + MOST_FEEDS + " feeds, its limit")
                                .exception());
            feed = feeds.computeIfAbsent(name.stream(), stream -> open(lane, name, rule));
        }
        // It may be let go of while this is on its way; then there is another one.
        return step(lane, feed, found -> found.closed() ? null : action.apply(found))
                .compose(done -> done == null ? on(lane, name, rule, action) : Future.succeededFuture(done));
    }

    private static <T> Future<T> step(FeedLane lane, Feed feed, Function<Feed, T> action) {
        Promise<T> promise = Promise.promise();
        feed.outside().later(() -> {
            try {
                T done = action.apply(feed);
                lane.later(() -> promise.complete(done));
            } catch (RuntimeException broken) {
                lane.later(() -> promise.fail(broken));
            }
        });
        return promise.future();
    }

    private Feed open(FeedLane lane, FeedName name, FeedRule rule) {
        FeedConfig config = rule.config();
        // The history counts; the log's own limit on events is only a net below it.
        LogLimits limits = new LogLimits(
                2 * config.history().events() + 2, config.history().bytes());
        String epoch = Long.toString(random.nextLong(36L * 36 * 36, 36L * 36 * 36 * 36), 36);
        StreamLog log = logs.openFeed(name.stream(), limits);
        return new Feed(name, rule, log, epoch, lane, channels, observer, sourceFor(rule, lane));
    }

    private Feed.SourceFor sourceFor(FeedRule rule, FeedLane lane) {
        FeedConfig.Source source = rule.config().source();
        if (source == null) return null;
        URI url = source.url() != null ? source.url() : simulator.resolve(source.path());
        PermitQueue queue = source.upstream() == null ? null : permits.apply(source.upstream());
        return sink -> new FeedSource(rule.name(), source, url, queue, lane, sink, observer);
    }
}
