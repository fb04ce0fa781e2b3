package dev.sluice.hub.feed;

import dev.sluice.log.StreamLog;
import dev.sluice.model.Frame;
import dev.sluice.model.StreamEvent;
import dev.sluice.model.StreamEvent.FeedEvent;
import dev.sluice.model.StreamEvent.FeedGap;
import dev.sluice.model.Time;
import dev.sluice.model.Transcript;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a node holds of a feed: its log, what of it is kept, and the tag of its numbering. Belongs to the feed's loop; the log alone is
 * read from others.
 */
final class FeedBook {
    /** How far beyond what is known here another node's readers may have come, and be believed. */
    private static final long MOST_AHEAD = 1_000_000;

    private final String name;
    private final StreamLog log;
    private final FeedHistory history;
    private final Time time;
    private final FeedObserver observer;
    private String epoch;
    private String lastId;
    private boolean gapLast;
    private long claimed;

    /**
     * @param name  as metrics call the feed
     * @param epoch null where it is not known yet
     */
    FeedBook(String name, StreamLog log, FeedHistory history, Time time, String epoch, FeedObserver observer) {
        this.name = name;
        this.log = log;
        this.history = history;
        this.time = time;
        this.epoch = epoch;
        this.observer = observer;
    }

    StreamLog log() {
        return log;
    }

    long tail() {
        return log.tail();
    }

    /** The highest seq that any reader here may have seen: some come from nodes that were further. */
    long highest() {
        return Math.max(tail(), claimed);
    }

    /** Null where it is not known yet. */
    String epoch() {
        return epoch;
    }

    void epoch(String tag) {
        epoch = tag;
        claimed = 0;
    }

    /** The newest id that an event here had, or null. */
    String lastId() {
        return lastId;
    }

    /** Whether the last event says that some are missing. */
    boolean gapLast() {
        return gapLast;
    }

    /** The seq of the event with this id, or -1. */
    long seqOf(String id) {
        return history.seqOf(id);
    }

    boolean isEmpty() {
        return history.isEmpty();
    }

    /** The first seq that shall be kept once there are events up to {@code last}. */
    long keepFrom(long last) {
        return Math.max(log.first(), last - history.maxEvents() + 1);
    }

    long append(StreamEvent event) {
        append(tail() + 1, time.millis(), event);
        return tail();
    }

    /** Appends what has its number already; readers are told of numbers that it leaves out. */
    void append(long seq, long atMillis, StreamEvent event) {
        if (seq > tail() + 1) skip(seq - 1);
        log.append(seq, event);
        String id = event instanceof FeedEvent feed ? feed.id() : null;
        if (id != null) lastId = id;
        gapLast = event instanceof FeedGap;
        history.add(seq, atMillis, id);
        trim();
        if (event instanceof FeedEvent) observer.events(name, 1);
    }

    /** Nothing up to this seq will ever be here: whoever has not read so far is told of a gap. */
    void skip(long seq) {
        log.catchUp(new Transcript(seq, null, null, Buffer.buffer(0), Buffer.buffer(0), null));
        history.clear();
    }

    /** What stands under this seq, or null where it is not here any more. */
    StreamEvent at(long seq) {
        List<Frame> one = new ArrayList<>(1);
        log.read(seq - 1, 1, Integer.MAX_VALUE, one);
        return one.isEmpty() || one.get(0).seq() != seq ? null : one.get(0).event();
    }

    /** Lets go of what is too old. */
    void trim() {
        long last = history.trim(time.millis());
        if (last > 0) log.forget(last);
    }

    /**
     * Where a reader would begin.
     *
     * @param state of the source, in one word
     */
    FeedPosition position(FeedStart start, String state) {
        long tail = tail();
        long oldest = log.first() - 1;
        long from;
        if (start instanceof FeedStart.Last last) {
            from = Math.max(oldest, tail - last.events());
        } else if (start instanceof FeedStart.Since since) {
            from = seqOf(since.id());
        } else if (start instanceof FeedStart.After after) {
            from = after.seq() <= tail ? after.seq() : -1;
        } else if (start instanceof FeedStart.Resume resume) {
            from = seen(resume.lastEventId());
        } else {
            from = tail;
        }
        return new FeedPosition(log, epoch, from < 0 ? oldest : from, tail, from >= 0, state);
    }

    /** The seq, or -1 where it is of another life of this feed, or of none. */
    private long seen(String lastEventId) {
        long own = seqOf(lastEventId);
        if (own >= 0) return own;
        boolean tagged = lastEventId.startsWith(epoch + ".");
        String digits = tagged ? lastEventId.substring(epoch.length() + 1) : lastEventId;
        if (!digits.matches("\\d{1,18}")) return -1;
        long seq = Long.parseLong(digits);
        // Another node may have sent what has not come here yet: its reader waits for what follows that.
        if (seq > tail() && !(tagged && log.replica() && seq - tail() <= MOST_AHEAD)) return -1;
        claimed = Math.max(claimed, seq);
        return seq;
    }
}
