package dev.sluice.hub.cluster;

import dev.sluice.hub.Elsewhere;
import dev.sluice.log.StreamLog;
import dev.sluice.model.Failure;
import dev.sluice.model.LogStore;
import dev.sluice.model.LogStore.Entry;
import dev.sluice.model.LogStore.Stored;
import dev.sluice.model.SessionId;
import dev.sluice.model.StreamEvent;
import dev.sluice.model.StreamEvent.Failed;
import dev.sluice.model.StreamEvent.Terminal;
import dev.sluice.model.StreamFacts;
import dev.sluice.model.StreamId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * This node's copy of an answer's log that another one owns. It reads what follows its end whenever it is woken, one command at a time;
 * what it has already it passes over, and where the store has let go of what it needs it takes the transcript instead. So a
 * wake-up may be lost, or come twice, or early. Belongs to the cluster's loop.
 */
final class Replica {
    private final StreamLog log;
    private final LogStore store;
    private StreamFacts facts;
    private boolean busy;
    private boolean again;
    private long heard;
    private Promise<Void> reading = Promise.promise();
    private boolean damaged;

    /** Sessions here that read it. */
    final Set<SessionId> sessions = new HashSet<>(2);
    /** Readers here by its own URL. */
    int readers;
    /** Whoever asked for it and has not come yet to read; some never do, and only want to know how it stands. */
    int handed;
    /** Its user said stop, which is to be said to the owner until it has ended. */
    boolean stopping;
    /** Whether the owner was told that it is wanted here. */
    boolean told;
    /** When anybody last had to do with it. */
    long usedNanos;
    /** Whether its owner said that it does not write it any more. */
    boolean disowned;
    /** When its end was seen here; 0 before. */
    long sealedNanos;
    /** Since when its owner is not there, or it is not in the store; 0 where all is well. */
    long orphanedNanos;

    /** @param facts null where the store could not be asked yet */
    Replica(StreamLog log, LogStore store, StreamFacts facts) {
        this.log = log;
        this.store = store;
        this.facts = facts;
    }

    StreamLog log() {
        return log;
    }

    StreamId stream() {
        return log.id();
    }

    /** Whether anybody here reads it, or wants to. */
    boolean used() {
        return told || readers > 0 || log.taps() > 0;
    }

    /** Null where nobody could be asked yet. */
    StreamFacts facts() {
        return facts;
    }

    /** What the store says of it, where that was not known yet. */
    void known(StreamFacts found) {
        if (facts == null) facts = found;
    }

    /** Null where nobody could be asked yet. */
    String owner() {
        return facts == null ? null : facts.owner();
    }

    /** Reads what follows, if the owner has come further than this. */
    void wake(long tail) {
        if (busy) heard = Math.max(heard, tail);
        else if (tail > log.tail()) read();
    }

    /** Reads what follows. Completes when that is here, or cannot be had now. */
    Future<Void> read() {
        if (log.sealed()) return Future.succeededFuture();
        if (busy) {
            again = true;
            return reading.future();
        }
        reading = Promise.promise();
        if (facts == null) reopen();
        else next(false);
        return reading.future();
    }

    /** @param jump whether the end may stand behind a hole: the base does not fill it, so nobody can */
    private void next(boolean jump) {
        busy = true;
        store.read(log.id(), log.tail()).onComplete(said -> {
            busy = false;
            if (said.failed()) {
                reading.tryComplete();
            } else if (take(said.result(), jump)) {
                goOn(said.result().size() >= LogStore.MOST_ENTRIES);
            } else if (jump) {
                damaged();
                reading.tryComplete();
            } else {
                reopen();
            }
        });
    }

    /** Reads again where there was more, or where somebody said so after the last read had left. */
    private void goOn(boolean more) {
        boolean wake = again || heard > log.tail();
        again = false;
        heard = 0;
        if ((more || wake) && !log.sealed()) next(false);
        else reading.tryComplete();
    }

    /** What follows is not there: the base stands for it, or nothing does. */
    private void reopen() {
        busy = true;
        store.open(log.id()).onComplete(said -> {
            busy = false;
            if (said.failed() || said.result() == null) reading.tryComplete();
            else take(said.result());
        });
    }

    /** Takes the first part of what the store has of it, from its base on, and reads the rest. */
    Future<Void> begin(Stored stored) {
        reading = Promise.promise();
        take(stored);
        return reading.future();
    }

    private void take(Stored stored) {
        facts = stored.facts();
        log.catchUp(stored.base());
        boolean whole = take(stored.entries(), false);
        if (log.sealed() || whole && !stored.more()) goOn(false);
        else next(true);
    }

    /** @return false where there is a hole */
    private boolean take(List<Entry> entries, boolean jump) {
        for (Entry entry : entries) {
            long seq = entry.first();
            for (StreamEvent event : entry.events()) {
                if (log.sealed()) return true;
                boolean end = event instanceof Terminal && entry.events().size() == 1;
                if (seq > log.tail() + 1 && !(jump && end)) return false;
                if (seq > log.tail()) log.append(seq, event);
                seq++;
            }
        }
        return true;
    }

    /** The store holds something else than its owner wrote. Nothing can be made of it but an end. */
    private void damaged() {
        if (damaged) end();
        // The owner may be about to write it anew.
        damaged = true;
    }

    /** Nobody will end it any more: it ends here, beyond anything that a reader may have seen. */
    void end() {
        if (log.sealed()) return;
        log.append(log.tail() + LogStore.JUMP, lost());
    }

    /** How an answer ends whose owner is gone. */
    static Failed lost() {
        Failure why = Elsewhere.lost();
        return new Failed(why.code(), why.message(), why.retryable());
    }
}
