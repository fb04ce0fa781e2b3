package dev.sluice.channel;

import dev.sluice.model.Config;
import dev.sluice.model.Expiring;
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
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * Sessions in this process: for one node, and gone with it. A crossing: one atomic step on a concurrent map for each call, on the
 * caller's thread, so every future is complete when it is returned.
 */
public final class MemorySessions implements SessionStore {
    private record Kept(SessionState state, long usedMillis) {}

    private record Key(SessionId session, String key) {}

    private record Bound(String digest, StreamId stream) {}

    private static final long KEY_LIFE_MILLIS = Duration.ofHours(24).toMillis();

    private final Config.Sessions limits;
    private final Time time;
    private final Map<SessionId, Kept> sessions = new ConcurrentHashMap<>();
    private final Expiring<String, SessionId> tickets;
    private final Expiring<Key, Bound> keys;
    private volatile Listener listener = Listener.NOBODY;

    /** @param limits on tabs, subscriptions and sessions, and how long one lives */
    public MemorySessions(Config.Sessions limits, Time time) {
        this.limits = limits;
        this.time = time;
        this.tickets = new Expiring<>(time);
        this.keys = new Expiring<>(time);
    }

    @Override
    public Future<SessionState> create(Principal principal) {
        if (sessions.size() >= limits.maxSessions())
            return fail(
                    Kind.OVERLOADED,
                    "session_limit",
                    "this node holds " + limits.maxSessions() + " sessions, its limit");
        SessionState made = SessionState.begin(principal);
        sessions.put(made.id(), new Kept(made, time.millis()));
        return Future.succeededFuture(made);
    }

    @Override
    public Future<SessionState> find(SessionId id) {
        return step(id, s -> s);
    }

    @Override
    public void touch(SessionId id) {
        find(id);
    }

    /** There is no other node. */
    @Override
    public void opened(SessionId id, TabId tab) {}

    @Override
    public Future<SessionState> openTab(SessionId id, TabId tab) {
        return step(id, s -> s.openTab(tab, limits.maxTabs()));
    }

    @Override
    public Future<SessionState> closeTab(SessionId id, TabId tab) {
        return step(id, s -> s.closeTab(tab));
    }

    @Override
    public Future<SessionState> subscribe(SessionId id, TabId tab, StreamId stream, long from) {
        return step(id, s -> s.subscribe(tab, stream, from, limits.maxStreams()));
    }

    @Override
    public Future<SessionState> unsubscribe(SessionId id, TabId tab, StreamId stream) {
        return step(id, s -> s.unsubscribe(tab, stream));
    }

    @Override
    public Future<SessionState> retire(SessionId id, StreamId stream, long lastSeq) {
        return step(id, s -> s.retire(stream, lastSeq));
    }

    @Override
    public Future<Void> end(SessionId id) {
        if (sessions.remove(id) != null) forget(id);
        return Future.succeededFuture();
    }

    private void forget(SessionId id) {
        keys.removeKeys(k -> k.session.equals(id));
        tickets.removeValues(id::equals);
        listener.ended(id);
    }

    @Override
    public Future<String> issueTicket(SessionId id, Duration life) {
        return find(id).map(state -> {
            String ticket = SessionId.random().value();
            tickets.put(ticket, id, life.toMillis());
            return ticket;
        });
    }

    @Override
    public Future<SessionState> redeemTicket(String ticket) {
        SessionId known = ticket == null ? null : tickets.take(ticket);
        if (known == null)
            return fail(
                    Kind.UNAUTHENTICATED, "unknown_ticket", "ticket: used, expired or never issued; ask for another");
        return find(known);
    }

    @Override
    public Future<StreamId> bindKey(SessionId id, String key, String digest, StreamId stream) {
        Bound bound = keys.putIfAbsent(new Key(id, key), new Bound(digest, stream), KEY_LIFE_MILLIS);
        if (!bound.digest.equals(digest))
            return fail(
                    Kind.UNPROCESSABLE,
                    "idempotency_key_reused",
                    "Idempotency-Key: was used for another request; expected a new key, or the same request");
        return Future.succeededFuture(bound.stream);
    }

    @Override
    public Future<Void> unbindKey(SessionId id, String key, StreamId stream) {
        keys.removeIf(new Key(id, key), bound -> bound.stream.equals(stream));
        return Future.succeededFuture();
    }

    @Override
    public void listen(Listener next) {
        listener = next;
    }

    /** Ends what has expired. */
    @Override
    public void sweep() {
        long now = time.millis();
        tickets.sweep();
        keys.sweep();
        List<SessionId> expired = new ArrayList<>();
        for (Kept s : sessions.values())
            if (expired(s, now)) expired.add(s.state().id());
        for (SessionId id : expired) {
            boolean[] gone = new boolean[1];
            sessions.computeIfPresent(id, (k, s) -> (gone[0] = expired(s, now)) ? null : s);
            if (gone[0]) forget(id);
        }
    }

    @Override
    public int size() {
        return sessions.size();
    }

    @Override
    public int tabs() {
        int tabs = 0;
        for (Kept s : sessions.values()) tabs += s.state().tabs().size() - 1;
        return tabs;
    }

    private boolean expired(Kept s, long now) {
        return now - s.usedMillis() > limits.ttl().toMillis();
    }

    private Future<SessionState> step(SessionId id, UnaryOperator<SessionState> change) {
        SessionState[] before = new SessionState[1];
        Kept after;
        long now = time.millis();
        try {
            after = sessions.computeIfPresent(id, (k, s) -> {
                if (expired(s, now)) return s;
                before[0] = s.state();
                return new Kept(change.apply(s.state()), now);
            });
        } catch (FailureException refused) {
            return Future.failedFuture(refused);
        }
        if (before[0] == null || after == null)
            return fail(
                    Kind.UNAUTHENTICATED,
                    "unknown_session",
                    "session: unknown or expired; POST /api/v1/session makes one");
        if (after.state() != before[0]) listener.changed(after.state());
        return Future.succeededFuture(after.state());
    }

    private static <T> Future<T> fail(Kind kind, String code, String message) {
        return Future.failedFuture(Failure.of(kind, code, message).exception());
    }
}
