package dev.sluice.hub.cluster;

import dev.sluice.hub.Elsewhere;
import dev.sluice.model.LogStore;
import dev.sluice.model.Nodes;
import dev.sluice.model.StreamId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The logs that this node writes to the store: an answer's first events at once, then what has gathered, at most every
 * {@value #PACE_MILLIS} ms, all that are due together so that their commands leave together. Belongs to the cluster's loop.
 */
final class Writers {
    private static final long PACE_MILLIS = 20;
    /** Logs that are looked after in one turn, when all of them are in doubt. */
    private static final int MOST_AT_ONCE = 2_000;
    /** How long the end of an answer that this node has no more is tried to be written. */
    private static final long LINGER_NANOS = 10_000_000_000L;
    /** Whoever still follows a call that others share has read it by then. */
    private static final Duration SHARED_RETENTION = Duration.ofSeconds(60);

    private final ClusterLoop loop;
    private final LogStore store;
    private final Nodes nodes;
    private final Duration retention;
    private final ClusterObserver observer;
    private final Outbox outbox;
    private final Map<StreamId, LogWriter> writers = new HashMap<>();
    /** Those whose node has let go of them, until their end is written, or this moment. */
    private final Map<LogWriter, Long> parting = new HashMap<>();

    private final Set<LogWriter> stepped = new HashSet<>();
    private Set<LogWriter> paced = new LinkedHashSet<>();
    private long paceTimer = -1;

    Writers(ClusterLoop loop, LogStore store, Nodes nodes, Duration retention, ClusterObserver observer) {
        this.loop = loop;
        this.store = store;
        this.nodes = nodes;
        this.retention = retention;
        this.observer = observer;
        this.outbox = new Outbox(loop, nodes);
    }

    int size() {
        return writers.size();
    }

    /** Takes the answer's log on. Completes when the store knows of it, or could not be told. */
    Future<Void> open(Elsewhere.Owned answer) {
        LogWriter[] made = new LogWriter[1];
        LogTap tap = new LogTap(loop, () -> due(made[0]));
        Duration kept = answer.shared() && retention.compareTo(SHARED_RETENTION) > 0 ? SHARED_RETENTION : retention;
        made[0] = new LogWriter(answer, answer.facts(nodes.self()), store, this, kept, tap);
        writers.put(made[0].stream(), made[0]);
        return made[0].begin();
    }

    /** The node has let go of the log, whose end is written all the same. Idempotent. */
    void close(StreamId stream) {
        LogWriter writer = writers.get(stream);
        if (writer == null) return;
        if (writer.sealed() && !writer.settled())
            parting.putIfAbsent(writer, loop.time().nanos() + LINGER_NANOS);
        else release(writer);
    }

    private void release(LogWriter writer) {
        writers.remove(writer.stream());
        stop(writer);
        // Whoever comes for one that ended finds it in the store until its retention is over.
        if (!writer.sealed()) store.discard(nodes.self(), writer.stream());
    }

    /** It is not this node's any more. */
    void lost(LogWriter writer) {
        writers.remove(writer.stream());
        stop(writer);
        observer.fenced();
    }

    private void stop(LogWriter writer) {
        writer.close();
        parting.remove(writer);
        paced.remove(writer);
        stepped.remove(writer);
    }

    /** The writer has something to do: at once, unless it did something just now. */
    void due(LogWriter writer) {
        if (writers.get(writer.stream()) != writer) return;
        if (!stepped.add(writer)) {
            paced.add(writer);
            return;
        }
        if (paceTimer < 0) paceTimer = loop.once(PACE_MILLIS, this::nextTurn);
        writer.step();
    }

    private void nextTurn() {
        paceTimer = -1;
        stepped.clear();
        Set<LogWriter> now = paced;
        paced = new LinkedHashSet<>();
        for (LogWriter writer : now) due(writer);
    }

    /**
     * A batch is in the store.
     *
     * @param events 0 where the writer only knows now where it stands
     */
    void wrote(LogWriter writer, int events) {
        if (events > 0) observer.wrote(events);
        tell(writer);
        if (writer.behind() >= LogWriter.BATCH_EVENTS) writer.step();
        else if (!writer.settled()) due(writer);
        else if (parting.containsKey(writer)) release(writer);
    }

    /** Tells the members that want it where it stands. */
    void tell(LogWriter writer) {
        for (String member : writer.wanting().members()) outbox.tell(member, writer.line());
    }

    /** A member wants these: it is told where they stand, where that is further than it knows, and of each step from now on. */
    void wanted(String member, Collection<Note.Line> lines) {
        for (Note.Line line : lines) {
            LogWriter writer = writers.get(line.stream());
            if (writer == null) {
                // Others have ended it, or it is over its retention here: whoever waits for it shall look for itself.
                outbox.tell(member, new Note.Line(line.stream(), Note.Line.NOT_MINE, null));
                continue;
            }
            writer.wanting().wants(member, loop.time().nanos());
            if (writer.written() != line.tail() || writer.line().notice() != null) outbox.tell(member, writer.line());
        }
    }

    void left(String member, Collection<Note.Line> lines) {
        for (Note.Line line : lines) {
            LogWriter writer = writers.get(line.stream());
            if (writer != null) writer.wanting().leaves(member);
        }
    }

    /** Null where this node does not write it. */
    Elsewhere.Owned answer(StreamId stream) {
        LogWriter writer = writers.get(stream);
        return writer == null ? null : writer.answer();
    }

    /** The store may hold something else now than it did: it is asked for each log. */
    void doubt() {
        for (LogWriter writer : writers.values()) writer.doubt();
        retry();
    }

    /** About once a second. */
    void tick() {
        long now = loop.time().nanos();
        for (LogWriter writer : writers.values()) writer.wanting().expire(now);
        for (LogWriter writer : List.copyOf(parting.keySet())) if (now - parting.get(writer) > 0) release(writer);
        retry();
    }

    private void retry() {
        if (!nodes.reachable()) return;
        List<LogWriter> some = new ArrayList<>();
        // Running ones first: they are waited for.
        for (LogWriter writer : writers.values())
            if (!writer.settled() && !writer.sealed() && some.size() < MOST_AT_ONCE) some.add(writer);
        for (LogWriter writer : writers.values())
            if (!writer.settled() && writer.sealed() && some.size() < MOST_AT_ONCE) some.add(writer);
        for (LogWriter writer : some) due(writer);
    }

    /** Whether all that there is has been written. */
    boolean settled() {
        for (LogWriter writer : writers.values()) if (!writer.settled()) return false;
        return true;
    }

    void close() {
        if (paceTimer >= 0) loop.cancel(paceTimer);
        for (LogWriter writer : writers.values()) writer.close();
        writers.clear();
    }
}
