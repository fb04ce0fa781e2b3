package dev.sluice.redis;

import dev.sluice.model.Config;
import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.FailureException;
import dev.sluice.model.Principal;
import dev.sluice.model.SessionId;
import dev.sluice.model.SessionState;
import dev.sluice.model.SessionStore;
import dev.sluice.model.StreamId;
import dev.sluice.model.TabId;
import dev.sluice.model.Time;
import dev.sluice.redis.SessionKeys.Bound;
import dev.sluice.redis.SessionRecords.Answer;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;

/**
 * Sessions that all nodes share. A call is one round trip ({@link SessionSteps}); other nodes hear of changes ({@link SessionNews}).
 *
 * <p>While Redis is away, sessions that this node knows go on here, and new ones are made here; {@link WriteBack} brings all together
 * afterwards. A session that this node does not know may be anybody's: then calls fail with {@link RedisAwayException}, not with
 * {@code unknown_session}.
 *
 * <p>Safe from any thread; holds no state but {@link KnownSessions}.
 */
public final class RedisSessions implements SessionStore {
    private static final Duration LONGEST_UNTOUCHED = Duration.ofSeconds(60);
    private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);
    private static final int MOST_OFFERS = 64;

    private final Config.Sessions limits;
    private final Time time;
    private final RedisLink link;
    private final KnownSessions known = new KnownSessions();
    private final SessionRecords records;
    private final SessionNews news;
    private final SessionTickets tickets;
    private final SessionKeys keys;
    private final WriteBack writeBack;
    private final SessionSteps steps;
    private final long ttlMillis;
    private final long touchMillis;

    /** @param node a name that no other node has; without blanks */
    public RedisSessions(RedisLink link, RedisObserver observer, Config.Sessions limits, Time time, String node) {
        this.limits = limits;
        this.time = time;
        this.link = link;
        ttlMillis = limits.ttl().toMillis();
        touchMillis = Math.min(ttlMillis / 10, LONGEST_UNTOUCHED.toMillis());
        news = new SessionNews(link, node);
        records = new SessionRecords(link, observer, news, ttlMillis + touchMillis);
        tickets = new SessionTickets(link, observer, time);
        keys = new SessionKeys(link, observer, time);
        writeBack = new WriteBack(known, records, time, ttlMillis);
        steps = new SessionSteps(link, known, records, writeBack, time, ttlMillis, touchMillis);
        link.prepare(SessionRecords.scripts()).prepare(SessionKeys.scripts());
        link.listen(() -> {
            writeBack.all();
            keys.writeBack();
            news.up();
        });
    }

    /** Hears of other nodes from now on. */
    public void start(RedisPubSub pubsub) {
        SessionNews.Hearer hearer = new SessionNews.Hearer() {
            @Override
            public void changed(String tag, String mark) {
                KnownSession here = known.get(tag);
                if (here != null && !mark.equals(here.saved())) writeBack.one(tag);
            }

            @Override
            public void ended(String tag) {
                known.end(tag, false);
            }

            @Override
            public void missed() {
                writeBack.all();
            }
        };
        news.start(pubsub, hearer, known);
    }

    @Override
    public Future<SessionState> create(Principal principal) {
        if (known.size() >= limits.maxSessions())
            return Future.failedFuture(Failure.of(
                            Kind.OVERLOADED,
                            "session_limit",
                            "this node holds " + limits.maxSessions() + " sessions, its limit")
                    .exception());
        SessionState made = SessionState.begin(principal);
        String tag = SessionSteps.tag(made.id());
        return records.save(made, tag, null)
                .onSuccess(stored -> known.add(
                        tag,
                        stored instanceof Answer.Same
                                ? KnownSession.stored(made, time.millis())
                                : KnownSession.unheardOf(made, time.millis())))
                .<SessionState>map(made)
                .recover(failure -> {
                    if (!(failure instanceof RedisAwayException)) return Future.failedFuture(failure);
                    known.add(tag, KnownSession.unheardOf(made, time.millis()));
                    return Future.succeededFuture(made);
                });
    }

    @Override
    public Future<SessionState> find(SessionId id) {
        return steps.change(id, state -> state);
    }

    @Override
    public void touch(SessionId id) {
        String tag = SessionSteps.tag(id);
        long now = time.millis();
        KnownSession here = known.get(tag);
        if (here == null || now - here.touchedMillis() >= touchMillis) find(id);
        else known.update(tag, session -> session.used(now));
    }

    @Override
    public void opened(SessionId id, TabId tab) {
        news.opened(SessionSteps.tag(id), tab);
    }

    @Override
    public Future<SessionState> openTab(SessionId id, TabId tab) {
        return steps.change(id, state -> state.openTab(tab, limits.maxTabs()));
    }

    @Override
    public Future<SessionState> closeTab(SessionId id, TabId tab) {
        return steps.change(id, state -> state.closeTab(tab));
    }

    @Override
    public Future<SessionState> subscribe(SessionId id, TabId tab, StreamId stream, long from) {
        return steps.change(id, state -> state.subscribe(tab, stream, from, limits.maxStreams()));
    }

    @Override
    public Future<SessionState> unsubscribe(SessionId id, TabId tab, StreamId stream) {
        return steps.change(id, state -> state.unsubscribe(tab, stream));
    }

    @Override
    public Future<SessionState> retire(SessionId id, StreamId stream, long lastSeq) {
        return steps.change(id, state -> state.retire(stream, lastSeq));
    }

    @Override
    public Future<Void> end(SessionId id) {
        String tag = SessionSteps.tag(id);
        known.end(tag, true);
        return records.end(tag).onSuccess(v -> known.end(tag, false)).recover(away -> Future.succeededFuture());
    }

    @Override
    public Future<String> issueTicket(SessionId id, Duration life) {
        return find(id).compose(state -> tickets.issue(id, life));
    }

    @Override
    public Future<SessionState> redeemTicket(String ticket) {
        if (ticket == null) return unknownTicket();
        return tickets.redeem(ticket)
                .compose(session -> session == null ? unknownTicket() : find(session))
                .recover(failure ->
                        failure instanceof FailureException f && f.failure().kind() == Kind.UNAUTHENTICATED
                                ? unknownTicket()
                                : Future.failedFuture(failure));
    }

    @Override
    public Future<StreamId> bindKey(SessionId id, String key, String digest, StreamId stream) {
        return keys.bind(SessionSteps.tag(id), key, new Bound(digest, stream))
                .compose(bound -> bound.digest().equals(digest)
                        ? Future.succeededFuture(bound.stream())
                        : Future.failedFuture(Failure.of(
                                        Kind.UNPROCESSABLE,
                                        "idempotency_key_reused",
                                        "Idempotency-Key: was used for another request;"
                                                + " expected a new key, or the same request")
                                .exception()));
    }

    @Override
    public Future<Void> unbindKey(SessionId id, String key, StreamId stream) {
        return keys.unbind(SessionSteps.tag(id), key, stream);
    }

    @Override
    public void listen(Listener listener) {
        known.listen(listener);
    }

    /**
     * Of what was not used here for long, Redis knows when it is over; only what it has not got yet is kept, and offered again: it may have
     * refused it for a while without ever being away, as a full one does.
     */
    @Override
    public void sweep() {
        long now = time.millis();
        long idle = Math.min(ttlMillis, FORGOTTEN_AFTER.toMillis());
        int offers = link.up() ? MOST_OFFERS : 0;
        for (Map.Entry<String, KnownSession> each : known.entries()) {
            KnownSession session = each.getValue();
            long unused = now - session.usedMillis();
            if (!session.ended() && unused > ttlMillis) known.end(each.getKey(), false);
            else if (session.ended() || session.unsaved()) {
                if (offers-- > 0) writeBack.one(each.getKey());
            } else if (unused > idle) known.forget(each.getKey(), session);
        }
        tickets.sweep();
        keys.sweep();
    }

    /** Whether Redis has yet to hear of what was done here. */
    boolean unsaved(SessionId id) {
        KnownSession here = known.get(SessionSteps.tag(id));
        return here != null && (here.unsaved() || here.ended());
    }

    @Override
    public int size() {
        return known.size();
    }

    @Override
    public int tabs() {
        int tabs = 0;
        for (Map.Entry<String, KnownSession> each : known.entries())
            tabs += each.getValue().state().tabs().size() - 1;
        return tabs;
    }

    private static <T> Future<T> unknownTicket() {
        return Future.failedFuture(Failure.of(
                        Kind.UNAUTHENTICATED,
                        "unknown_ticket",
                        "ticket: used, expired or never issued; ask for another")
                .exception());
    }
}
