package dev.sluice.hub.cluster;

import dev.sluice.model.LogStore;
import dev.sluice.model.SessionId;
import dev.sluice.model.SessionStore;
import dev.sluice.model.StreamId;
import dev.sluice.model.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Answers of other nodes that sessions here are subscribed to and nobody here reads: all that is kept of them is whom to tell when
 * the store has let go of them. Belongs to the cluster's loop.
 */
final class Dormant {
    /** Looked after in one turn. */
    private static final int MOST_AT_ONCE = 500;

    private static final class Sleeper {
        final StreamId stream;
        final Set<SessionId> sessions = new HashSet<>(2);
        long lookNanos;
        boolean looking;

        Sleeper(StreamId stream) {
            this.stream = stream;
        }
    }

    private final ClusterLoop loop;
    private final LogStore store;
    private final SessionStore sessions;
    private final long retentionNanos;
    private final Map<StreamId, Sleeper> sleepers = new HashMap<>();

    Dormant(ClusterLoop loop, LogStore store, SessionStore sessions, Duration retention) {
        this.loop = loop;
        this.store = store;
        this.sessions = sessions;
        this.retentionNanos = retention.toNanos();
    }

    /**
     * Nobody here reads it now.
     *
     * @param soon whether it is to be looked for at once
     */
    void add(StreamId stream, Set<SessionId> readers, boolean soon) {
        Sleeper sleeper = sleepers.computeIfAbsent(stream, Sleeper::new);
        sleeper.sessions.addAll(readers);
        sleeper.lookNanos = loop.time().nanos() + (soon ? 0 : retentionNanos);
    }

    /**
     * Somebody reads it.
     *
     * @return the sessions that are to be told when it is gone
     */
    Set<SessionId> wake(StreamId stream) {
        Sleeper sleeper = sleepers.remove(stream);
        return sleeper == null ? Set.of() : sleeper.sessions;
    }

    void ended(SessionId session) {
        sleepers.values().removeIf(s -> s.sessions.remove(session) && s.sessions.isEmpty());
    }

    /** About once a second. */
    void tick() {
        long now = loop.time().nanos();
        List<Sleeper> due = new ArrayList<>();
        for (Sleeper s : sleepers.values())
            if (!s.looking && now - s.lookNanos > 0 && due.size() < MOST_AT_ONCE) due.add(s);
        for (Sleeper s : due) look(s);
    }

    private void look(Sleeper sleeper) {
        sleeper.looking = true;
        store.standing(sleeper.stream).onComplete(said -> {
            sleeper.looking = false;
            sleeper.lookNanos = loop.time().nanos() + retentionNanos;
            if (said.failed() || said.result() != null || !sleepers.remove(sleeper.stream, sleeper)) return;
            gone(sleeper.stream, sleeper.sessions);
        });
    }

    /** The store has let go of it. */
    void gone(StreamId stream, Set<SessionId> readers) {
        for (SessionId session : readers) sessions.retire(session, stream, Subscription.UNKNOWN_END);
    }

    int size() {
        return sleepers.size();
    }
}
