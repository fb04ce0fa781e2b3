package dev.sluice.log;

import dev.sluice.model.StreamId;
import dev.sluice.model.Transcript;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The logs of this node, and how much memory they take together. A sealed log can be read until its retention is over, or less
 * long where the node holds more bytes than it should. Safe from any thread; {@link #sweep} from one at a time.
 */
public final class Logs {
    private record Sealed(StreamLog log, long atMillis) {}

    private final LogLimits limits;
    private final long retentionMillis;
    private final long maxBytes;
    private final Map<StreamId, StreamLog> logs = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Sealed> sealed = new ConcurrentLinkedQueue<>();
    private final AtomicLong bytes = new AtomicLong();

    /**
     * @param retentionMillis how long a sealed log stays
     * @param maxBytes        of all logs; above it the oldest sealed ones go early
     */
    public Logs(LogLimits limits, long retentionMillis, long maxBytes) {
        this.limits = limits;
        this.retentionMillis = retentionMillis;
        this.maxBytes = maxBytes;
    }

    /** Makes the log of a new stream. */
    public StreamLog open(StreamId id, Transcript.Fold fold) {
        return enter(new StreamLog(id, limits, fold, this));
    }

    /**
     * Makes the copy of a log that another node owns.
     *
     * @param base what was said before the first event that will be appended here
     */
    public StreamLog openReplica(StreamId id, Transcript.Fold fold, Transcript base) {
        return enter(new StreamLog(id, limits, fold, this, base, true));
    }

    /** Makes the copy of a log that another node owns and bounds, from its first event on: nothing is folded, since others are made of it. */
    public StreamLog openWholeReplica(StreamId id) {
        return enter(new StreamLog(id, LogLimits.NONE, null, this, Transcript.EMPTY, true));
    }

    /** Makes the log of a stream whose one reader forgets what it has delivered, or whose owner bounds it: no limit, nothing is folded. */
    public StreamLog openUnfolded(StreamId id) {
        return enter(new StreamLog(id, LogLimits.NONE, null, this));
    }

    /** Makes the log of a feed, which is never sealed: what leaves it is gone, and its owner lets go of what is old. */
    public StreamLog openFeed(StreamId id, LogLimits feedLimits) {
        return enter(new StreamLog(id, feedLimits, null, this));
    }

    /**
     * Makes the copy of such a log that is kept elsewhere.
     *
     * @param behind the last number that it does not hold
     */
    public StreamLog openFeedBehind(StreamId id, LogLimits feedLimits, long behind) {
        Transcript base = new Transcript(behind, null, null, Buffer.buffer(0), Buffer.buffer(0), null);
        return enter(new StreamLog(id, feedLimits, null, this, base, true));
    }

    private StreamLog enter(StreamLog log) {
        if (logs.putIfAbsent(log.id(), log) == null) return log;
        drop(log);
        throw new IllegalStateException(log.id() + " is open already");
    }

    /** Null where there is none, or none any more. */
    public StreamLog find(StreamId id) {
        return logs.get(id);
    }

    /** Notes that the log was sealed; its retention begins. */
    public void sealed(StreamLog log, long nowMillis) {
        sealed.add(new Sealed(log, nowMillis));
    }

    /** Drops what is over its retention or over the node's bytes, oldest first, and yields it. */
    public List<StreamLog> sweep(long nowMillis) {
        List<StreamLog> gone = new ArrayList<>();
        for (Iterator<Sealed> it = sealed.iterator(); it.hasNext(); ) {
            Sealed next = it.next();
            if (nowMillis - next.atMillis < retentionMillis && bytes.get() <= maxBytes) break;
            it.remove();
            drop(next.log);
            gone.add(next.log);
        }
        return gone;
    }

    /** Drops one log at once. Idempotent. */
    public void drop(StreamLog log) {
        logs.remove(log.id(), log);
        log.evict();
    }

    /** Logs held. */
    public int size() {
        return logs.size();
    }

    /** Bytes held by all logs, by the events' own reckoning. */
    public long bytes() {
        return bytes.get();
    }

    /**
     * Bytes above nine tenths of the bound; 0 or less where there are none. Whoever holds copies of what is kept elsewhere lets go of some
     * at this mark, so that the node's own sealed logs, which go at the bound, outlive them.
     */
    public long excess() {
        return bytes.get() - maxBytes / 10 * 9;
    }

    void bytes(int change) {
        bytes.addAndGet(change);
    }
}
