package dev.sluice.hub.cluster;

import dev.sluice.hub.Elsewhere;
import dev.sluice.log.StreamLog;
import dev.sluice.model.Frame;
import dev.sluice.model.LogStore;
import dev.sluice.model.LogStore.Entry;
import dev.sluice.model.LogStore.Standing;
import dev.sluice.model.LogStore.Written;
import dev.sluice.model.Notice;
import dev.sluice.model.StreamEvent;
import dev.sluice.model.StreamFacts;
import dev.sluice.model.StreamId;
import dev.sluice.model.Transcript;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes one answer's log to the store. It has no queue: it knows how far the store has come, and reads on from there. While the store
 * is away that is all it knows; then it asks the store how far it is, writes what is missing, and where the log has folded that,
 * or the store has lost everything, begins it anew with the transcript.
 *
 * <p>One command is on its way at a time. In doubt (a command was not answered) nothing is written before the store was asked. Belongs to
 * the cluster's loop.
 */
final class LogWriter {
    static final int BATCH_EVENTS = 64;
    private static final int BATCH_BYTES = 256 * 1024;

    private final Elsewhere.Owned answer;
    private final StreamLog log;
    private final StreamFacts facts;
    private final LogStore store;
    private final Writers writers;
    private final Duration retention;
    private final LogTap tap;
    private final Wanting wanting;
    private final List<Frame> batch = new ArrayList<>();
    private long written;
    private long folded = 1;
    private int noticed;
    private boolean doubt = true;
    private boolean refused;
    private boolean busy;
    private boolean over;

    LogWriter(
            Elsewhere.Owned answer,
            StreamFacts facts,
            LogStore store,
            Writers writers,
            Duration retention,
            LogTap tap) {
        this.answer = answer;
        this.log = answer.log();
        this.facts = facts;
        this.store = store;
        this.writers = writers;
        this.retention = retention;
        this.tap = tap;
        this.wanting = new Wanting(answer::wantedElsewhere);
    }

    StreamId stream() {
        return log.id();
    }

    /** Which members want it. */
    Wanting wanting() {
        return wanting;
    }

    /** How far the store is known to be. */
    long written() {
        return written;
    }

    /** Where it stands, for other nodes. */
    Note.Line line() {
        return new Note.Line(log.id(), written, log.tail() == 0 ? log.notice() : null);
    }

    /** Writes the log's beginning. Completes when that was tried. */
    Future<Void> begin() {
        log.attach(tap);
        return rewrite();
    }

    /** The store may not hold what it was said to hold. */
    void doubt() {
        doubt = true;
    }

    /** Whether all there is has been written. */
    boolean settled() {
        return over || !busy && !doubt && written == log.tail();
    }

    /** Whether the answer has ended. */
    boolean sealed() {
        return log.sealed();
    }

    /** Events that are not in the store yet. */
    long behind() {
        return log.tail() - written;
    }

    Elsewhere.Owned answer() {
        return answer;
    }

    /** Does what is to be done next, if anything is, and nothing is on its way. */
    void step() {
        tap.reading();
        if (busy || over) return;
        if (doubt) ask();
        else if (log.first() > folded && log.first() <= written + 1) fold();
        else if (log.tail() > written) write();
        else tellNotice();
    }

    private void tellNotice() {
        Notice notice = log.notice();
        if (notice == null || log.tail() > 0 || notice.version() == noticed) return;
        noticed = notice.version();
        writers.tell(this);
    }

    private void write() {
        log.read(written, BATCH_EVENTS, BATCH_BYTES, batch);
        List<StreamEvent> events = new ArrayList<>(batch.size());
        for (Frame frame : batch) events.add(frame.event());
        boolean hole = batch.isEmpty() || batch.get(0).seq() != written + 1;
        boolean last = !hole && batch.get(batch.size() - 1).terminal();
        batch.clear();
        if (hole) {
            rewrite();
            return;
        }
        Entry entry = new Entry(written + 1, events);
        busy = true;
        Future<Written> reply =
                last ? store.end(facts.owner(), log.id(), entry, retention) : store.append(log.id(), entry);
        reply.onComplete(said -> wrote(entry, said));
    }

    private void wrote(Entry entry, AsyncResult<Written> said) {
        busy = false;
        if (over) return;
        if (said.failed()) {
            doubt = true;
            return;
        }
        switch (said.result()) {
            case DONE -> {
                refused = false;
                written = entry.last();
                if (log.sealed() && written == log.tail()) log.detach(tap);
                writers.wrote(this, entry.events().size());
            }
            case MISSING -> rewrite();
            case REFUSED -> {
                // Once it was our own, come twice. Whoever is refused again after having asked waits for a while.
                doubt = true;
                if (!refused) step();
                refused = true;
            }
        }
    }

    private void ask() {
        busy = true;
        store.standing(log.id()).onComplete(said -> {
            busy = false;
            if (over || said.failed()) return;
            Standing at = said.result();
            if (at == null) rewrite();
            else if (!facts.owner().equals(at.owner()) || at.tail() > log.tail()) lost();
            else {
                doubt = false;
                written = at.tail();
                writers.wrote(this, 0);
            }
        });
    }

    /** The log anew: its transcript, and what follows that. */
    private Future<Void> rewrite() {
        busy = true;
        long first = log.first();
        Transcript base = first > 1 ? log.transcript() : Transcript.EMPTY;
        return store.begin(facts, base).<Void>transform(said -> {
            busy = false;
            if (over) return Future.succeededFuture();
            if (said.failed()) {
                doubt = true;
            } else if (said.result()) {
                doubt = false;
                written = base.seq();
                folded = first;
                writers.wrote(this, 0);
            } else {
                lost();
            }
            return Future.succeededFuture();
        });
    }

    /** The store lets go of what the log has let go of. */
    private void fold() {
        busy = true;
        long first = log.first();
        store.fold(log.id(), log.transcript(), first).onComplete(said -> {
            busy = false;
            if (over) return;
            if (said.failed()) doubt = true;
            else folded = first;
            writers.due(this);
        });
    }

    private void lost() {
        answer.lost();
        writers.lost(this);
    }

    /** Writes no more. Idempotent. */
    void close() {
        over = true;
        log.detach(tap);
        wanting.clear();
    }
}
