package dev.sluice.hub.cluster;

import dev.sluice.model.LogStore;
import dev.sluice.model.StreamEvent.Failed;
import dev.sluice.model.StreamFacts;
import dev.sluice.model.StreamId;
import dev.sluice.model.Transcript;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A store of logs in a test's memory, which does each thing at once. */
final class HandStore implements LogStore {
    private static final class Log {
        StreamFacts facts;
        String owner;
        Transcript base;
        List<Entry> entries = new ArrayList<>();
        long tail;
        boolean sealed;
    }

    /** Whose logs were ever sealed for an owner that was silent, whatever became of the seal. */
    final Set<StreamId> givenUp = new HashSet<>();

    boolean emptied;

    private final Map<StreamId, Log> logs = new HashMap<>();
    private final Map<String, Set<StreamId>> running = new HashMap<>();

    /** It was started anew, with nothing. */
    void empty() {
        emptied = true;
        logs.clear();
        running.clear();
    }

    /** The batch that ends there is damaged. */
    void lose(StreamId stream, long last) {
        logs.get(stream).entries.removeIf(e -> e.last() == last);
    }

    @Override
    public Future<Boolean> begin(StreamFacts facts, Transcript base) {
        running.computeIfAbsent(facts.owner(), o -> new LinkedHashSet<>()).add(facts.stream());
        Log known = logs.get(facts.stream());
        if (known != null && !facts.owner().equals(known.owner)) return Future.succeededFuture(false);
        Log log = new Log();
        log.facts = facts;
        log.owner = facts.owner();
        log.base = base;
        log.tail = base.seq();
        logs.put(facts.stream(), log);
        return Future.succeededFuture(true);
    }

    @Override
    public Future<Written> append(StreamId stream, Entry batch) {
        return Future.succeededFuture(add(logs.get(stream), batch));
    }

    private static Written add(Log log, Entry batch) {
        if (log == null) return Written.MISSING;
        if (batch.last() <= log.tail) return Written.REFUSED;
        if (batch.first() != log.tail + 1) throw new AssertionError("a hole between " + log.tail + " and " + batch);
        log.entries.add(batch);
        log.tail = batch.last();
        return Written.DONE;
    }

    @Override
    public Future<Written> end(String owner, StreamId stream, Entry batch, Duration retention) {
        Log log = logs.get(stream);
        if (log != null && !owner.equals(log.owner)) return Future.succeededFuture(Written.REFUSED);
        Written written = add(log, batch);
        if (written == Written.DONE) {
            log.sealed = true;
            running.get(owner).remove(stream);
        }
        return Future.succeededFuture(written);
    }

    @Override
    public Future<Void> fold(StreamId stream, Transcript base, long first) {
        Log log = logs.get(stream);
        if (log == null) return Future.succeededFuture();
        log.base = base;
        log.entries.removeIf(e -> e.last() < first);
        return Future.succeededFuture();
    }

    @Override
    public Future<Standing> standing(StreamId stream) {
        Log log = logs.get(stream);
        return Future.succeededFuture(log == null ? null : new Standing(log.owner, log.tail, log.sealed));
    }

    @Override
    public Future<Stored> open(StreamId stream) {
        Log log = logs.get(stream);
        if (log == null) return Future.succeededFuture();
        List<Entry> entries = after(log, log.base.seq());
        return Future.succeededFuture(new Stored(log.facts, log.base, entries, entries.size() >= MOST_ENTRIES));
    }

    @Override
    public Future<List<Entry>> read(StreamId stream, long after) {
        Log log = logs.get(stream);
        return Future.succeededFuture(log == null ? List.of() : after(log, after));
    }

    private static List<Entry> after(Log log, long seq) {
        return log.entries.stream()
                .filter(e -> e.last() > seq)
                .limit(MOST_ENTRIES)
                .toList();
    }

    @Override
    public Future<Void> discard(String owner, StreamId stream) {
        logs.remove(stream);
        running.getOrDefault(owner, new LinkedHashSet<>()).remove(stream);
        return Future.succeededFuture();
    }

    @Override
    public Future<List<StreamId>> running(String owner) {
        return Future.succeededFuture(List.copyOf(running.getOrDefault(owner, Set.of())));
    }

    @Override
    public Future<Boolean> seal(String owner, StreamId stream, Failed how, Duration retention) {
        Log log = logs.get(stream);
        if (log == null || log.sealed || !owner.equals(log.owner)) return Future.succeededFuture(false);
        givenUp.add(stream);
        log.tail += JUMP;
        log.entries.add(new Entry(log.tail, List.of(how)));
        log.sealed = true;
        log.owner = null;
        return Future.succeededFuture(true);
    }
}
