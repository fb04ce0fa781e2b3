package dev.sluice.hub.cluster;

import dev.sluice.hub.Answer;
import dev.sluice.log.Logs;
import dev.sluice.log.StreamLog;
import dev.sluice.model.LogStore;
import dev.sluice.model.LogStore.Stored;
import dev.sluice.model.Nodes;
import dev.sluice.model.SessionId;
import dev.sluice.model.SessionState;
import dev.sluice.model.StreamId;
import dev.sluice.model.Subscription;
import dev.sluice.model.Transcript;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/**
 * The copies of other nodes' logs that are read here: made when somebody first asks, kept up to date while anybody wants them, and let go
 * of {@value #IDLE_NANOS} ns after, or sooner where the node's logs hold too much ({@link Shedding}). Belongs to the cluster's loop.
 */
final class Replicas {
    private static final long IDLE_NANOS = 10_000_000_000L;

    private final ClusterLoop loop;
    private final LogStore store;
    private final Nodes nodes;
    private final Logs logs;
    private final BiPredicate<SessionId, StreamId> wants;
    private final Transcript.Fold fold;
    private final Dormant dormant;
    private final long retentionNanos;
    private final Map<StreamId, Replica> replicas = new HashMap<>();
    private final Map<StreamId, Future<Replica>> opening = new HashMap<>();

    /** @param wants whether a session is here and wants a stream */
    Replicas(
            ClusterLoop loop,
            LogStore store,
            Nodes nodes,
            Logs logs,
            BiPredicate<SessionId, StreamId> wants,
            Transcript.Fold fold,
            Dormant dormant,
            Duration retention) {
        this.loop = loop;
        this.store = store;
        this.nodes = nodes;
        this.logs = logs;
        this.wants = wants;
        this.fold = fold;
        this.dormant = dormant;
        this.retentionNanos = retention.toNanos();
    }

    void later(Runnable action) {
        loop.later(action);
    }

    int size() {
        return replicas.size();
    }

    Collection<Replica> all() {
        return replicas.values();
    }

    /** Null where no copy is held here. */
    Replica held(StreamId stream) {
        return replicas.get(stream);
    }

    /**
     * Null where there is no such answer. Fails where the store cannot be asked.
     *
     * @param whole as for {@link #open}
     */
    Future<Answer> find(StreamId stream, boolean whole) {
        return open(stream, whole).compose(replica -> {
            if (replica == null) return Future.succeededFuture();
            // Nobody keeps one up to date that nobody wants.
            Future<Void> fresh = replica.told ? Future.succeededFuture() : replica.read();
            return fresh.map(v -> new RemoteAnswer(this, replica));
        });
    }

    /**
     * The copy, made if need be; null where the store has no such log.
     *
     * @param whole whether a new copy folds nothing, as its owner does not
     */
    Future<Replica> open(StreamId stream, boolean whole) {
        return obtain(stream, whole).map(replica -> {
            if (replica != null) replica.handed++;
            return replica;
        });
    }

    private Future<Replica> obtain(StreamId stream, boolean whole) {
        Replica held = replicas.get(stream);
        if (held != null && held.facts() != null) {
            held.usedNanos = now();
            return Future.succeededFuture(held);
        }
        Future<Replica> under = opening.get(stream);
        if (under != null) return under;
        Future<Replica> made = store.open(stream).map(stored -> stored == null ? null : make(stream, stored, whole));
        if (made.isComplete()) return made;
        opening.put(stream, made);
        made.onComplete(done -> opening.remove(stream));
        return made;
    }

    private Replica make(StreamId stream, Stored stored, boolean whole) {
        Replica held = replicas.get(stream);
        if (held != null) {
            held.known(stored.facts());
            held.read();
            return held;
        }
        if (logs.find(stream) != null) return null;
        StreamLog log = whole ? logs.openWholeReplica(stream) : logs.openReplica(stream, fold, stored.base());
        Replica made = enter(new Replica(log, store, stored.facts()));
        made.begin(stored);
        return made;
    }

    /** A copy of what nobody can be asked for now: it is filled when the store is back. */
    Replica hold(StreamId stream) {
        Replica held = replicas.get(stream);
        if (held == null && logs.find(stream) == null)
            held = enter(new Replica(logs.openReplica(stream, fold, Transcript.EMPTY), store, null));
        if (held != null) held.handed++;
        return held;
    }

    private Replica enter(Replica replica) {
        replicas.put(replica.stream(), replica);
        replica.sessions.addAll(dormant.wake(replica.stream()));
        replica.usedNanos = now();
        return replica;
    }

    void joined(Replica replica, SessionId session) {
        replica.sessions.add(session);
        came(replica);
        replica.usedNanos = now();
        reconsider(replica);
    }

    void readers(Replica replica, int change) {
        replica.readers += change;
        if (change > 0) came(replica);
        replica.usedNanos = now();
        reconsider(replica);
    }

    private void came(Replica replica) {
        replica.handed = Math.max(0, replica.handed - 1);
    }

    void touched(Replica replica) {
        replica.usedNanos = now();
        if (!replica.log().sealed()) say(Note.Verb.TOUCH, replica);
    }

    void stop(Replica replica) {
        replica.stopping = true;
        say(Note.Verb.STOP, replica);
    }

    /** The session's tabs or connections have changed. */
    void changed(SessionId session, SessionState state) {
        for (Subscription s : state.subscriptions()) {
            Replica replica = replicas.get(s.stream());
            if (replica != null && replica.sessions.contains(session)) reconsider(replica);
        }
    }

    void ended(SessionId session) {
        for (Replica replica : replicas.values()) if (replica.sessions.remove(session)) reconsider(replica);
        dormant.ended(session);
    }

    /** Tells the owner at once where it makes a difference; {@link #tick} repeats it. */
    private void reconsider(Replica replica) {
        boolean wanted = wanted(replica);
        if (wanted == replica.told) return;
        replica.told = wanted;
        say(wanted ? Note.Verb.WANT : Note.Verb.LEAVE, replica);
    }

    boolean wanted(Replica replica) {
        if (replica.log().sealed()) return false;
        if (replica.readers > 0) return true;
        for (SessionId session : replica.sessions) if (wants.test(session, replica.stream())) return true;
        return false;
    }

    private void say(Note.Verb verb, Replica replica) {
        if (replica.owner() == null) return;
        List<Note.Line> lines = List.of(line(replica));
        nodes.send(replica.owner(), new Note(verb, nodes.self(), lines).text());
    }

    private static Note.Line line(Replica replica) {
        return new Note.Line(replica.stream(), replica.log().tail(), null);
    }

    /** Owners say how far their logs are. */
    void at(Collection<Note.Line> lines) {
        for (Note.Line line : lines) {
            Replica replica = replicas.get(line.stream());
            if (replica == null) continue;
            replica.disowned = line.tail() == Note.Line.NOT_MINE;
            replica.wake(line.tail());
            if (line.notice() != null && replica.log().tail() == 0)
                replica.log().notice(line.notice());
        }
    }

    /** What was said meanwhile was not heard, or the store is back. */
    void readAll() {
        for (Replica replica : replicas.values()) if (replica.told || replica.facts() == null) replica.read();
    }

    /** About once a second: what owners are to know is said again, and what nobody reads any more is let go of. */
    void tick() {
        Map<String, List<Note.Line>> wants = new HashMap<>();
        Map<String, List<Note.Line>> stops = new HashMap<>();
        for (Replica replica : List.copyOf(replicas.values())) {
            reconsider(replica);
            if (replica.used()) replica.usedNanos = now();
            if (replica.sealedNanos == 0 && replica.log().sealed()) replica.sealedNanos = now();
            boolean over = replica.sealedNanos != 0 && now() - replica.sealedNanos > retentionNanos;
            if (over || now() - replica.usedNanos > IDLE_NANOS) drop(replica, over);
            if (replica.owner() == null || replica.log().sealed()) continue;
            if (replica.told)
                wants.computeIfAbsent(replica.owner(), o -> new ArrayList<>()).add(line(replica));
            if (replica.stopping)
                stops.computeIfAbsent(replica.owner(), o -> new ArrayList<>()).add(line(replica));
        }
        for (Replica replica : Shedding.choose(replicas.values(), logs.excess(), now())) drop(replica, false);
        wants.forEach((owner, lines) -> nodes.send(owner, new Note(Note.Verb.WANT, nodes.self(), lines).text()));
        stops.forEach((owner, lines) -> nodes.send(owner, new Note(Note.Verb.STOP, nodes.self(), lines).text()));
    }

    private void drop(Replica replica, boolean over) {
        replicas.remove(replica.stream());
        logs.drop(replica.log());
        if (!replica.sessions.isEmpty()) dormant.add(replica.stream(), replica.sessions, over);
    }

    private long now() {
        return loop.time().nanos();
    }
}
