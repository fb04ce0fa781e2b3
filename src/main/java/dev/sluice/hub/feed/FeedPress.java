package dev.sluice.hub.feed;

import dev.sluice.model.FeedStore;
import dev.sluice.model.FeedStore.Batch;
import dev.sluice.model.FeedStore.Entry;
import dev.sluice.model.FeedStore.Written;
import dev.sluice.model.Frame;
import dev.sluice.model.StreamEvent;
import dev.sluice.model.StreamEvent.FeedEvent;
import dev.sluice.model.StreamEvent.FeedGap;
import dev.sluice.model.StreamId;
import dev.sluice.model.Time;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a feed to the store, one batch at a time; what comes meanwhile goes with the next. It writes <em>ahead</em>: readers here are
 * given an event once the store has it, like those of other nodes, so that whoever takes the feed over goes on behind all that
 * anybody has seen. A batch says where the log is believed to end; where that is not so, what is there is read first.
 *
 * <p>While the store is away an owner's events go to its own readers alone (they are <em>kept</em>) and are written when the
 * store is back; a publisher is told that it is away. Belongs to the feed's loop.
 */
final class FeedPress {
    private static final int BATCH_EVENTS = 64;
    private static final int BATCH_BYTES = 256 * 1024;
    /** May not write: it is not the owner, or does not know. */
    private static final long CLOSED = -1;

    /** The fence of what needs no lease. */
    static final long TOPIC = 0;

    /** Who decides what follows when a batch was not written. */
    interface Upshot {
        /** It is not known what became of it, or the store has lost the feed. Nothing is written before {@link #open}. */
        void doubt();

        /** The lease is another's. */
        void lost();

        /** The store does not know the topic any more. Completes when it does. */
        Future<Void> missing();
    }

    private final FeedStore store;
    private final StreamId feed;
    private final FeedBook book;
    private final FeedMirror mirror;
    private final Time time;
    private final long lifeMillis;
    private final Upshot upshot;
    private final FeedDesk desk;
    private long fence = CLOSED;
    private long floor;
    private long own;
    private boolean busy;
    private boolean keeping;

    /** @param lifeMillis how long an event is of interest */
    FeedPress(
            FeedStore store,
            StreamId feed,
            FeedBook book,
            FeedMirror mirror,
            FeedDesk desk,
            Time time,
            long lifeMillis,
            Upshot upshot) {
        this.store = store;
        this.feed = feed;
        this.book = book;
        this.mirror = mirror;
        this.desk = desk;
        this.time = time;
        this.lifeMillis = lifeMillis;
        this.upshot = upshot;
    }

    /**
     * Writes from now on.
     *
     * @param lease its fence, or {@link #TOPIC}
     */
    void open(long lease) {
        fence = lease;
        own = book.tail();
        step();
    }

    /** Whether it writes, or would. */
    boolean isOpen() {
        return fence != CLOSED;
    }

    /** Whether all that came is in the store. */
    boolean settled() {
        return !busy && desk.isEmpty() && !mirror.ahead();
    }

    /** Whether all that came into the log since it was opened was written here: another owner would have been read. */
    boolean alone() {
        return own == book.tail();
    }

    /** The owner's source says something. */
    void event(StreamEvent event) {
        // Astray, the next number is that of the gap.
        if (keeping && !mirror.astray()) keep(event);
        else desk.add(event);
        step();
    }

    private void keep(StreamEvent event) {
        boolean alone = alone();
        book.append(event);
        if (alone) own = book.tail();
    }

    /** The numbering shall go on beyond this seq. */
    void raise(long seq) {
        floor = Math.max(floor, seq);
        step();
    }

    void step() {
        if (busy || fence == CLOSED) return;
        if (mirror.astray()) writeGap();
        else if (mirror.ahead()) writeKept();
        else if (floor > book.tail()) writeGap();
        else writePending();
    }

    private void writeGap() {
        long last = Math.max(mirror.at(), Math.max(floor, book.highest())) + 1;
        FeedGap gap = new FeedGap();
        send(new Entry(last, time.millis(), List.of(gap)), () -> {
            book.append(last, time.millis(), gap);
            own = book.tail();
            mirror.raised(last);
        });
    }

    private void writeKept() {
        List<Frame> frames = new ArrayList<>();
        book.log().read(mirror.at(), BATCH_EVENTS, BATCH_BYTES, frames);
        if (frames.isEmpty()) {
            // All of it was too old before it could be written. The numbers are used up.
            floor = book.tail() + 1;
            writeGap();
            return;
        }
        List<StreamEvent> events = frames.stream().map(Frame::event).toList();
        Entry entry = new Entry(frames.get(0).seq(), time.millis(), events);
        send(entry, () -> mirror.wrote(entry.last()));
    }

    private void writePending() {
        keeping = false;
        List<StreamEvent> events = desk.take(book, BATCH_EVENTS, BATCH_BYTES);
        if (events.isEmpty()) {
            desk.done();
            return;
        }
        Entry entry = new Entry(book.tail() + 1, time.millis(), events);
        send(entry, () -> {
            // A read may have brought it already.
            long seq = entry.first();
            for (StreamEvent event : events) {
                if (seq > book.tail()) book.append(seq, entry.atMillis(), event);
                seq++;
            }
            own = book.tail();
            mirror.wrote(entry.last());
            desk.done();
        });
    }

    private void send(Entry entry, Runnable done) {
        busy = true;
        long under = fence;
        Batch batch = new Batch(
                mirror.epoch(), fence, mirror.at(), entry, lastId(entry), book.keepFrom(entry.last()), lifeMillis);
        store.append(feed, batch).onComplete(said -> {
            busy = false;
            if (fence == under) answered(said, done);
            else step();
        });
    }

    private void answered(AsyncResult<Written> said, Runnable done) {
        if (said.failed()) {
            failed(said.cause());
        } else if (said.result() instanceof Written.Done) {
            done.run();
            step();
        } else if (said.result() instanceof Written.Moved moved) {
            desk.again();
            mirror.take(moved.now());
            if (moved.now().more()) mirror.read().onSuccess(v -> step()).onFailure(this::failed);
            else step();
        } else if (said.result() instanceof Written.Lost) {
            upshot.lost();
        } else if (fence == TOPIC) {
            desk.again();
            busy = true;
            upshot.missing().onComplete(there -> {
                busy = false;
                if (there.failed()) failed(there.cause());
                else step();
            });
        } else {
            doubt();
        }
    }

    private void failed(Throwable cause) {
        if (fence == TOPIC) desk.fail(cause);
        else doubt();
    }

    private void doubt() {
        if (alone()) {
            suspend();
            upshot.doubt();
        } else {
            upshot.lost();
        }
    }

    /** An owner's: nothing is written before it is opened again. What the source said, and says until then, goes to the readers here. */
    void suspend() {
        if (fence == CLOSED) return;
        fence = CLOSED;
        keeping = true;
        for (StreamEvent event : desk.clear()) keep(event);
    }

    /** Writes no more. What nobody has seen is dropped: its source will say it again to the next owner. */
    void close(Throwable cause) {
        fence = CLOSED;
        keeping = false;
        desk.fail(cause);
        desk.clear();
    }

    private static String lastId(Entry entry) {
        String id = null;
        for (StreamEvent event : entry.events()) if (event instanceof FeedEvent f && f.id() != null) id = f.id();
        return id;
    }
}
