package dev.sluice.redis;

import dev.sluice.model.Opening;
import dev.sluice.model.SessionId;
import dev.sluice.model.SessionState;
import dev.sluice.model.SessionStore;
import dev.sluice.model.TabId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * The sessions that this node knows, by their tags, and whoever wants to hear of their changes. While Redis is away they are all that
 * there is. A crossing: requests of a session come in on every loop; each change is one atomic step on a concurrent map.
 */
final class KnownSessions implements TakeOvers.Connections {
    private final Map<String, KnownSession> all = new ConcurrentHashMap<>();
    private volatile SessionStore.Listener listener = SessionStore.Listener.NOBODY;

    void listen(SessionStore.Listener next) {
        listener = next;
    }

    /** Null where it is not known. */
    KnownSession get(String tag) {
        return all.get(tag);
    }

    List<String> tags() {
        return List.copyOf(all.keySet());
    }

    Iterable<Map.Entry<String, KnownSession>> entries() {
        return all.entrySet();
    }

    int size() {
        return all.size();
    }

    void add(String tag, KnownSession session) {
        all.put(tag, session);
    }

    void update(String tag, UnaryOperator<KnownSession> change) {
        all.computeIfPresent(tag, (t, known) -> change.apply(known));
    }

    /** Redis holds this state: takes it on where it is newer than what is known, unless that has yet to be saved. */
    void stored(String tag, SessionState state, long nowMillis) {
        boolean[] news = new boolean[1];
        all.compute(tag, (t, known) -> {
            if (known == null) return KnownSession.stored(state, nowMillis);
            if (known.ended() || known.unsaved() || known.state().version() >= state.version()) return known;
            news[0] = true;
            return known.changed(state).saved(state);
        });
        if (news[0]) listener.changed(state);
    }

    /**
     * A state that was made from the given one is in Redis now. What was changed here meanwhile stays, and is saved next.
     */
    void saved(String tag, SessionState from, SessionState state) {
        boolean[] news = new boolean[1];
        all.computeIfPresent(tag, (t, known) -> {
            if (same(known.state(), state)) return known.saved(state);
            news[0] = same(known.state(), from);
            if (news[0]) return known.changed(state).saved(state);
            return known.unsaved() ? known.saved(state) : known;
        });
        if (news[0]) listener.changed(state);
    }

    private static boolean same(SessionState a, SessionState b) {
        return a.version() == b.version() && a.epoch().equals(b.epoch());
    }

    /**
     * Changes what is known here alone. Fails as the step does.
     *
     * @return the state afterwards; null where it is not known, or has ended
     */
    SessionState apply(String tag, UnaryOperator<SessionState> step) {
        SessionState[] after = new SessionState[1];
        boolean[] news = new boolean[1];
        all.computeIfPresent(tag, (t, known) -> {
            if (known.ended()) return known;
            after[0] = step.apply(known.state());
            news[0] = after[0] != known.state();
            return news[0] ? known.changed(after[0]) : known;
        });
        if (news[0]) listener.changed(after[0]);
        return after[0];
    }

    /**
     * It is over; who was told already is not told again.
     *
     * @param keep whether Redis has yet to hear of it
     */
    void end(String tag, boolean keep) {
        SessionId[] gone = new SessionId[1];
        all.computeIfPresent(tag, (t, known) -> {
            if (!known.ended()) gone[0] = known.state().id();
            return keep ? known.over() : null;
        });
        if (gone[0] != null) listener.ended(gone[0]);
    }

    @Override
    public Iterable<Opening> all() {
        return listener.openings();
    }

    @Override
    public Long openedMillis(String tag, TabId tab) {
        KnownSession known = all.get(tag);
        return known == null ? null : listener.openedMillis(known.state().id(), tab);
    }

    @Override
    public void replaced(String tag, TabId tab) {
        KnownSession known = all.get(tag);
        if (known != null) listener.replaced(known.state().id(), tab);
    }

    /** Forgets it, without a word; unless it was used, or changed, meanwhile. */
    void forget(String tag, KnownSession seen) {
        all.remove(tag, seen);
    }
}
