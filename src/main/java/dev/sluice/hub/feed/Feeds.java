package dev.sluice.hub.feed;

import dev.sluice.admission.PermitQueue;
import dev.sluice.channel.Channels;
import dev.sluice.channel.Gathering;
import dev.sluice.log.Logs;
import dev.sluice.model.Cursor;
import dev.sluice.model.FailureException;
import dev.sluice.model.FeedName;
import dev.sluice.model.FeedStore;
import dev.sluice.model.InvalidValueException;
import dev.sluice.model.Principal;
import dev.sluice.model.SessionId;
import dev.sluice.model.SessionState;
import dev.sluice.model.SessionStore;
import dev.sluice.model.StreamId;
import dev.sluice.model.Subscription;
import dev.sluice.model.TabId;
import dev.sluice.model.Time;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * All feeds of this node: opened when they are first asked for, found by name, let go of when nobody would miss them; and which
 * session reads which. A crossing: its maps may be used from any thread; a {@link Feed} is only ever called on its own loop.
 */
public final class Feeds implements Channels.Presence, Gathering {
    private final Supplier<FeedRules> rules;
    private final FeedMaker maker;
    private final OpenFeeds open;
    private final SessionStore sessions;
    private final Map<SessionId, Set<StreamId>> readers = new ConcurrentHashMap<>();
    private final List<FeedLane> lanes = new CopyOnWriteArrayList<>();
    private volatile long sessionMillis;

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
        this.maker = new FeedMaker(permits, logs, channels, observer, random);
        this.open = new OpenFeeds(maker, logs);
        this.sessions = sessions;
    }

    /** Where sources without a URL of their own are; to be said before the first reader comes. */
    public void simulator(URI base) {
        maker.simulator(base);
    }

    /**
     * Other nodes have the same feeds, by way of this store; to be said before anybody comes.
     *
     * @param sessionLife how long a session lives after it was last used
     */
    public void share(FeedStore store, Time time, Duration sessionLife) {
        sessionMillis = sessionLife.toMillis();
        maker.share(store, time);
    }

    /** Feeds that nobody's request opens may be opened on this loop. */
    public void attend(FeedLane lane) {
        lanes.add(lane);
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
        return open.on(lane, name, rule, feed -> feed.join(id, start))
                .compose(position -> sessions.subscribe(id, tab, stream, position.from())
                        .onSuccess(state -> keep(id, stream))
                        .onFailure(refused -> open.with(stream, feed -> leave(feed, id)))
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
        open.with(stream, feed -> {
            feed.join(session);
            feed.reconsider(session);
        });
    }

    /** On the feed's loop. The store has the last word: the session may have come back since somebody thought that it left. */
    private void leave(Feed feed, SessionId session) {
        StreamId stream = feed.name().stream();
        sessions.find(session).onComplete(now -> {
            Subscription s = now.failed() ? null : now.result().subscription(stream);
            if (s == null || !s.live()) forget(feed, session);
        });
    }

    private void forget(Feed feed, SessionId session) {
        readers.computeIfPresent(session, (k, read) -> {
            read.remove(feed.name().stream());
            return read.isEmpty() ? null : read;
        });
        feed.leave(session);
    }

    /** The tab does not read it any more. Idempotent. */
    public Future<Void> unsubscribe(SessionState session, TabId tab, FeedName name) {
        StreamId stream = name.stream();
        return sessions.unsubscribe(session.id(), tab, stream).mapEmpty();
    }

    /** Somebody reads the feed alone. Each call that succeeds is paired with {@link #readerLeft}. */
    public Future<FeedPosition> readerCame(FeedLane lane, FeedName name, FeedRule rule, FeedStart start) {
        return open.on(lane, name, rule, feed -> feed.readerCame(start));
    }

    /** The reader is gone that {@link #readerCame} told of. Any thread. */
    public void readerLeft(FeedName name) {
        open.with(name.stream(), Feed::readerLeft);
    }

    /** Where such a reader would begin; null where nobody has read the feed or published to it of late. */
    public Future<FeedPosition> look(FeedLane lane, FeedName name, FeedStart start) {
        if (maker.shares()) return open.on(lane, name, rules.get().find(name), feed -> feed.look(start));
        Feed feed = open.find(name.stream());
        if (feed == null) return Future.succeededFuture();
        return OpenFeeds.step(lane, feed, found -> found.closed() ? Future.succeededFuture() : found.look(start));
    }

    /** A connection of the session will look for the logs of the feeds that it reads. */
    @Override
    public Future<Void> gather(SessionState state, SessionState seen, TabId tab, Cursor cursor) {
        if (!maker.shares() || lanes.isEmpty()) return Future.succeededFuture();
        List<Future<Void>> all = new ArrayList<>();
        Set<StreamId> here = readers.getOrDefault(state.id(), Set.of());
        for (Subscription s : state.subscriptions())
            if (s.live()
                    && FeedName.isName(s.stream())
                    && !(here.contains(s.stream()) && open.find(s.stream()) != null))
                all.add(bring(state.id(), s.stream()));
        return all.isEmpty() ? Future.succeededFuture() : Future.join(all).mapEmpty();
    }

    /** Where it cannot be filled now it waits for the store. */
    private Future<Void> bring(SessionId session, StreamId stream) {
        FeedLane lane = lanes.get(Math.floorMod(stream.hashCode(), lanes.size()));
        try {
            FeedName name = FeedName.of(stream);
            Feed feed = open.open(lane, name, rules.get().find(name));
            keep(session, stream);
            return OpenFeeds.step(lane, feed, found -> Future.<Void>succeededFuture())
                    .otherwiseEmpty();
        } catch (FailureException | InvalidValueException unknown) {
            return Future.succeededFuture();
        }
    }

    /** Appends to a topic; fails with {@code unknown_feed}, {@code missing_right} or {@code not_a_topic}. */
    public Future<List<Published>> publish(FeedLane lane, Principal who, FeedName name, FeedEvents events) {
        FeedRule rule = rules.get().find(name);
        rule.publishableBy(who, name);
        return open.on(lane, name, rule, feed -> feed.publish(events));
    }

    @Override
    public void changed(SessionId session, SessionState state) {
        Set<StreamId> read = readers.get(session);
        if (read == null) return;
        for (StreamId stream : read) {
            Subscription s = state == null ? null : state.subscription(stream);
            // One that is being subscribed to again may not be in this state yet.
            boolean over = state == null || s != null && !s.live();
            open.with(stream, feed -> {
                if (over) leave(feed, session);
                else feed.reconsider(session);
            });
        }
    }

    /** Lets go of what is too old, and of topics that nobody would miss. About once a second, from one thread at a time. */
    public void sweep() {
        maker.look();
        open.each(this::tidy);
    }

    private void tidy(Feed feed) {
        if (feed.closed()) return;
        feed.tick();
        // One that is connected to another node is that node's to look after; one that is nowhere has expired.
        if (maker.shares()) for (SessionId gone : feed.absent(sessionMillis)) forget(feed, gone);
        if (feed.idle()) open.drop(feed);
    }

    /** Closes every source, at shutdown. Does not fail. */
    public Future<Void> close() {
        return open.close();
    }

    /** Feeds that are held now. */
    public int size() {
        return open.size();
    }
}
