package dev.sluice.hub.cluster;

import dev.sluice.channel.Channels;
import dev.sluice.channel.Gathering;
import dev.sluice.hub.Answer;
import dev.sluice.hub.Elsewhere;
import dev.sluice.log.Logs;
import dev.sluice.log.StreamLog;
import dev.sluice.model.Cursor;
import dev.sluice.model.LogStore;
import dev.sluice.model.NodeReport;
import dev.sluice.model.Nodes;
import dev.sluice.model.SessionId;
import dev.sluice.model.SessionState;
import dev.sluice.model.SessionStore;
import dev.sluice.model.StreamId;
import dev.sluice.model.Subscription;
import dev.sluice.model.TabId;
import dev.sluice.model.Time;
import dev.sluice.model.Transcript;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/**
 * This node among others that share its store: it writes the logs of its own answers there, reads those of others, and tells and hears
 * who wants what. Safe from any thread: each call hops to the cluster's loop, where everything else here is done.
 */
public final class Cluster implements Elsewhere, Gathering, Channels.Presence {
    private static final long TICK_MILLIS = Vigil.BEAT_MILLIS;
    private static final long LAST_WORDS_NANOS = 2_000_000_000L;
    private static final long POLL_MILLIS = 10;

    private final ClusterLoop loop;
    private final Nodes nodes;
    private final Logs logs;
    private final Writers writers;
    private final Replicas replicas;
    private final Dormant dormant;
    private final Orphans orphans;
    private final Vigil vigil;
    private final ClusterObserver observer;
    private Supplier<NodeReport> report;
    private long timer = -1;
    private boolean closed;

    /**
     * @param context   of the event loop that this belongs to from now on
     * @param retention how long a sealed log stays in the store
     */
    public Cluster(
            Vertx vertx,
            Context context,
            Time time,
            LogStore store,
            Nodes nodes,
            SessionStore sessions,
            Logs logs,
            Channels channels,
            Transcript.Fold fold,
            Duration retention,
            ClusterObserver observer) {
        this(
                ClusterLoop.of(vertx, context, time),
                store,
                nodes,
                sessions,
                logs,
                channels::wants,
                fold,
                retention,
                observer);
    }

    Cluster(
            ClusterLoop loop,
            LogStore store,
            Nodes nodes,
            SessionStore sessions,
            Logs logs,
            BiPredicate<SessionId, StreamId> wants,
            Transcript.Fold fold,
            Duration retention,
            ClusterObserver observer) {
        this.loop = loop;
        this.nodes = nodes;
        this.logs = logs;
        this.observer = observer;
        this.writers = new Writers(loop, store, nodes, retention, observer);
        this.dormant = new Dormant(loop, store, sessions, retention);
        this.replicas = new Replicas(loop, store, nodes, logs, wants, fold, dormant, retention);
        this.orphans = new Orphans(loop, store, replicas, retention);
        this.vigil = new Vigil(loop, store, nodes, retention, observer, writers::doubt);
    }

    /**
     * Beats and listens from now on.
     *
     * @param self what this node says of itself with each beat; called on the cluster's loop
     */
    public void start(Supplier<NodeReport> self) {
        nodes.listen(new Nodes.Listener() {
            @Override
            public void message(String message) {
                loop.later(() -> heard(message));
            }

            @Override
            public void hearing() {
                loop.later(replicas::readAll);
            }

            @Override
            public void returned() {
                loop.later(Cluster.this::returned);
            }
        });
        nodes.start();
        loop.later(() -> {
            report = self;
            tick();
        });
    }

    private void returned() {
        vigil.returned();
        writers.doubt();
        replicas.readAll();
    }

    private void tick() {
        if (closed) return;
        timer = loop.once(TICK_MILLIS, this::tick);
        writers.tick();
        replicas.tick();
        dormant.tick();
        observer.holds(writers.size(), replicas.size());
        vigil.beat(report.get()).onComplete(v -> {
            if (nodes.reachable() && !vigil.living().isEmpty()) orphans.tick(vigil.living());
        });
    }

    private void heard(String message) {
        Note note = Note.parse(message);
        if (note == null || closed) return;
        switch (note.verb()) {
            case AT -> replicas.at(note.lines());
            case WANT -> writers.wanted(note.from(), note.lines());
            case LEAVE -> writers.left(note.from(), note.lines());
            case STOP -> own(note).forEach(Elsewhere.Owned::stop);
            case TOUCH -> own(note).forEach(Elsewhere.Owned::touched);
        }
    }

    private List<Elsewhere.Owned> own(Note note) {
        List<Elsewhere.Owned> own = new ArrayList<>();
        for (Note.Line line : note.lines()) {
            Elsewhere.Owned answer = writers.answer(line.stream());
            if (answer != null) own.add(answer);
        }
        return own;
    }

    @Override
    public Future<Void> opened(Elsewhere.Owned answer) {
        return loop.ask(() -> closed ? Future.succeededFuture() : writers.open(answer));
    }

    @Override
    public void dropped(StreamId stream) {
        loop.later(() -> writers.close(stream));
    }

    @Override
    public Future<Answer> find(StreamId stream) {
        return loop.ask(() -> replicas.find(stream, false));
    }

    @Override
    public Future<Answer> source(StreamId stream) {
        return loop.ask(() -> replicas.find(stream, true));
    }

    @Override
    public boolean reachable() {
        return nodes.reachable();
    }

    @Override
    public Future<Void> gather(SessionState state, SessionState seen, TabId tab, Cursor cursor) {
        List<StreamId> missing = null;
        for (Subscription s : state.subscriptions()) {
            if (!s.live() || s.stream().isFeed() || seen != null && s.equals(seen.subscription(s.stream()))) continue;
            StreamLog log = logs.find(s.stream());
            if (log != null && !log.replica() || over(s, state, tab, cursor)) continue;
            if (missing == null) missing = new ArrayList<>();
            missing.add(s.stream());
        }
        if (missing == null) return Future.succeededFuture();
        List<StreamId> wanted = missing;
        return loop.ask(() -> gather(state.id(), wanted));
    }

    /** Whether the connection has it behind it: there is nothing to bring. */
    private static boolean over(Subscription s, SessionState state, TabId tab, Cursor cursor) {
        if (cursor == null || !cursor.epoch().equals(state.epoch())) return false;
        int ordinal = s.ordinalFor(tab);
        return ordinal == 0 || cursor.seqOf(ordinal) < 0;
    }

    private Future<Void> gather(SessionId session, List<StreamId> streams) {
        List<Future<Void>> all = new ArrayList<>(streams.size());
        for (StreamId stream : streams)
            all.add(replicas.open(stream, false).transform(found -> {
                Replica replica = found.result();
                // Who cannot ask now, or asks a store that was away just now, waits: its owner may be about to write it
                // back.
                if (found.failed() || replica == null && vigil.doubtful()) replica = replicas.hold(stream);
                if (replica != null) replicas.joined(replica, session);
                else if (logs.find(stream) == null) dormant.gone(stream, Set.of(session));
                return Future.succeededFuture();
            }));
        return Future.join(all).mapEmpty();
    }

    @Override
    public void changed(SessionId session, SessionState state) {
        loop.later(() -> {
            if (state == null) replicas.ended(session);
            else replicas.changed(session, state);
        });
    }

    /**
     * Writes what is left to write, for a moment at most, and takes leave, so that nobody has to take this node for dead. To be called
     * when no answer runs any more. Idempotent.
     */
    public Future<Void> close() {
        return loop.ask(() -> {
            if (closed) return Future.succeededFuture();
            closed = true;
            if (timer >= 0) loop.cancel(timer);
            Promise<Void> written = Promise.promise();
            lastWords(loop.time().nanos() + LAST_WORDS_NANOS, written);
            return written.future().transform(v -> {
                boolean all = writers.settled();
                writers.close();
                Future<Void> left = all ? nodes.leave(nodes.self()) : Future.succeededFuture();
                return left.<Void>transform(done -> {
                    nodes.close();
                    return Future.succeededFuture();
                });
            });
        });
    }

    private void lastWords(long until, Promise<Void> written) {
        if (writers.settled() || !nodes.reachable() || loop.time().nanos() > until) written.complete();
        else loop.once(POLL_MILLIS, () -> lastWords(until, written));
    }
}
