package dev.sluice.hub.feed;

import dev.sluice.model.FeedStore;
import dev.sluice.model.FeedStore.Beginning;
import dev.sluice.model.FeedStore.Entry;
import dev.sluice.model.FeedStore.Stored;
import dev.sluice.model.StreamEvent;
import dev.sluice.model.StreamId;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * Brings into this node's log what the store holds of a feed, one read at a time. What is here already it passes over, so that wake-ups
 * may be lost, or come twice, or early.
 *
 * <p>The log here may be ahead of the store: an owner went on without it, or the store was emptied. As long as the store is then given
 * the same events under the same numbers nothing has happened. Where it is given others the log is <em>astray</em>: its readers have
 * seen something else under numbers that others will see, too. They are told of a gap, and go on behind it, once the store's
 * numbers are beyond any that they know. Belongs to the feed's loop.
 */
final class FeedMirror {
    private final FeedStore store;
    private final StreamId feed;
    private final FeedBook book;
    private Future<Void> reading;
    private Promise<Void> next;
    private Beginning nextBeginning;
    private String epoch;
    private long at;
    private boolean astray;

    FeedMirror(FeedStore store, StreamId feed, FeedBook book) {
        this.store = store;
        this.feed = feed;
        this.book = book;
    }

    /** The store's numbering. Where the log is astray, what was told here is of another. */
    String epoch() {
        return epoch;
    }

    /** How far the store is known. */
    long at() {
        return at;
    }

    boolean astray() {
        return astray;
    }

    /** Whether this node has events that the store is not known to have. */
    boolean ahead() {
        return !astray && at < book.tail();
    }

    /** Reads what follows, to its end. What the store has when this is called is here when the future completes. */
    Future<Void> read() {
        return read(null);
    }

    /**
     * Likewise.
     *
     * @param otherwise how the feed begins where the store has none; null: nothing is done then
     */
    Future<Void> read(Beginning otherwise) {
        if (reading == null) {
            Future<Void> now = step(otherwise);
            if (now.isComplete()) return now;
            reading = now;
            now.onComplete(done -> {
                reading = null;
                Promise<Void> waiting = next;
                Beginning beginning = nextBeginning;
                next = null;
                nextBeginning = null;
                if (waiting != null) read(beginning).onComplete(waiting);
            });
            return now;
        }
        // The one that is on its way may have been answered before.
        if (next == null) next = Promise.promise();
        if (otherwise != null) nextBeginning = otherwise;
        return next.future();
    }

    private Future<Void> step(Beginning otherwise) {
        return store.read(feed, at, otherwise).compose(stored -> {
            if (stored == null) return Future.succeededFuture();
            long before = at;
            take(stored);
            return stored.more() && at > before ? step(null) : Future.succeededFuture();
        });
    }

    /** What follows {@link #at} in the store. */
    void take(Stored stored) {
        epoch = stored.epoch();
        if (!epoch.equals(book.epoch())) {
            if (book.highest() > 0) astray = true;
            else book.epoch(epoch);
        }
        for (Entry entry : stored.entries()) {
            long seq = entry.first();
            for (StreamEvent event : entry.events()) take(seq++, entry.atMillis(), event);
        }
        if (stored.more()) return;
        at = stored.tail();
        // What lies between was let go of.
        if (at > (astray ? book.highest() + 1 : book.tail())) {
            book.skip(at);
            found();
        }
    }

    private void take(long seq, long atMillis, StreamEvent event) {
        if (seq <= at) return;
        // What is here under numbers that the store leaves out is nowhere else.
        astray |= seq > at + 1 && at < book.tail();
        at = seq;
        if (!astray && seq <= book.tail()) {
            StreamEvent here = book.at(seq);
            astray = here != null && !here.equals(event);
        }
        // Readers of a log astray are to see a gap: at least one number is left out.
        if (seq <= (astray ? book.highest() + 1 : book.tail())) return;
        book.append(seq, atMillis, event);
        found();
    }

    private void found() {
        astray = false;
        if (!epoch.equals(book.epoch())) book.epoch(epoch);
    }

    /** A batch that ends there is in the store, and in the log here. */
    void wrote(long last) {
        at = last;
    }

    /** The numbering goes on beyond all that readers here have seen. */
    void raised(long last) {
        at = last;
        found();
    }
}
