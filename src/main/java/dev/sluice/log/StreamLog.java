package dev.sluice.log;

import dev.sluice.model.Frame;
import dev.sluice.model.Notice;
import dev.sluice.model.StreamEvent;
import dev.sluice.model.StreamEvent.Chunk;
import dev.sluice.model.StreamId;
import dev.sluice.model.Transcript;
import java.util.ArrayList;
import java.util.List;

/**
 * The events of one stream, numbered 1, 2, 3 …, and who wants to be told of new ones.
 *
 * <p><b>Threads.</b> One owner appends and seals; anybody reads, attaches and detaches. The guard is held for the time of a copy
 * and never while a tap runs.
 *
 * <p><b>Reading.</b> A reader has no queue here: it keeps the last seq it has delivered, and asks for what follows. Attach first,
 * then read: an event appended in between is then told twice and never missed.
 *
 * <p><b>Limits.</b> Past them the oldest half leaves. With a {@link Transcript.Fold} it is folded into {@link #transcript()}, so
 * that a reader from before {@link #first()} can be given the transcript; without one it is a gap.
 *
 * <p>The node's bytes are reported to {@link Logs}.
 */
public final class StreamLog {
    /** Told on the owner's thread that there is something new to read. Must not block, nor read the log at once at length. */
    public interface Tap {
        /** Something follows what was there, or the notice has changed. */
        void appended();
    }

    private static final Tap[] NO_TAPS = {};

    private final StreamId id;
    private final LogLimits limits;
    private final Transcript.Fold fold;
    private final Logs node;

    private final boolean replica;
    /** Whether events stay for a while, so that it pays to hold them small. */
    private final boolean keeps;

    private final FrameRing ring = new FrameRing();
    private int bytes;
    private int baseBytes;
    /** Numbers between the last two events that were never given out here: none, but where another node sealed the log. */
    private long skipped;

    private long totalBytes;
    private boolean evicted;
    /** The newest text delta that is held whole: those after it mostly differ in their text alone. */
    private Chunk like;

    private Transcript base;
    private volatile long tail;
    private volatile boolean sealed;
    private volatile Notice notice;
    private volatile Tap[] taps = NO_TAPS;

    /** @param fold null where what leaves is simply gone */
    StreamLog(StreamId id, LogLimits limits, Transcript.Fold fold, Logs node) {
        this(id, limits, fold, node, Transcript.EMPTY, false);
    }

    /** @param base what was said before the first event that this log will hold */
    StreamLog(StreamId id, LogLimits limits, Transcript.Fold fold, Logs node, Transcript base, boolean replica) {
        this.id = id;
        this.limits = limits;
        this.fold = fold;
        this.node = node;
        this.replica = replica;
        this.keeps = replica || fold != null;
        this.tail = base.seq();
        base(base);
    }

    /** Of the stream whose events these are. */
    public StreamId id() {
        return id;
    }

    /**
     * Whether this is a copy of a log whose owner is another node. Such a one may lag: a reader who has seen more, on the owner's
     * node, waits here until the copy has caught up, or is sealed beyond anything that can have been seen.
     */
    public boolean replica() {
        return replica;
    }

    /** The last seq that was given out; 0 while the log is empty. */
    public long tail() {
        return tail;
    }

    /** The first seq that {@link #read} still yields; one beyond the tail where it yields none. */
    public synchronized long first() {
        return tail - skipped - ring.size() + 1;
    }

    /** Whether the last event is a terminal one: nothing more will come. */
    public boolean sealed() {
        return sealed;
    }

    /** All bytes ever appended, by the events' own reckoning. */
    public synchronized long totalBytes() {
        return totalBytes;
    }

    /** Bytes held now, those of the transcript included. */
    public synchronized long held() {
        return (long) bytes + baseBytes;
    }

    /** What is to be told besides the log, or null. */
    public Notice notice() {
        return notice;
    }

    /** Replaces the notice and tells the taps. Owner only. */
    public void notice(Notice next) {
        notice = next;
        tell();
    }

    /** Appends and tells the taps; a terminal event seals. Owner only. Fails once sealed. */
    public Frame append(StreamEvent event) {
        Frame frame;
        synchronized (this) {
            frame = add(tail + 1, event);
        }
        tell();
        return frame;
    }

    /**
     * Appends what already has its number, as {@link #append(StreamEvent)} does. Only the event that seals may leave numbers out: a
     * node that seals a dead one's log cannot know how far that one had come.
     */
    public void append(long seq, StreamEvent event) {
        synchronized (this) {
            if (seq <= tail || seq > tail + 1 && !(event instanceof StreamEvent.Terminal))
                throw new IllegalStateException(
                        id + " ends at " + tail + "; cannot append " + event.name() + " " + seq);
            add(seq, event);
        }
        tell();
    }

    private Frame add(long seq, StreamEvent event) {
        if (sealed) throw new IllegalStateException(id + " is sealed; cannot append " + event.name());
        Frame frame = Frame.like(id, seq, event, like);
        if (keeps && frame.whole() && event instanceof Chunk chunk && chunk.mergeable()) like = chunk;
        push(frame);
        skipped = seq - tail - 1;
        tail = seq;
        sealed = frame.terminal();
        return frame;
    }

    /**
     * Takes a later transcript in place of all that this log holds: a replica that was left behind. Readers in between are given the
     * transcript. Without effect where it tells nothing new. Owner only.
     */
    public void catchUp(Transcript said) {
        synchronized (this) {
            if (sealed || said.seq() <= tail) return;
            int freed = 0;
            while (ring.size() > 0) freed += ring.removeOldest().bytes();
            account(-freed);
            base(said);
            tail = said.seq();
        }
        tell();
    }

    /**
     * Copies what follows {@code after} into {@code out}, oldest first, until a limit is reached; at least one frame if there is
     * one. The caller checks {@link #first()} for what is no longer here.
     */
    public synchronized void read(long after, int maxFrames, int maxBytes, List<Frame> out) {
        if (after >= tail) return;
        long from = Math.max(0, after + 1 - first());
        int taken = 0;
        int takenBytes = 0;
        // Behind a hole stands the last event alone.
        for (int i = (int) Math.min(from, ring.size() - 1); i < ring.size(); i++) {
            if (i < 0 || taken >= maxFrames || takenBytes >= maxBytes) return;
            Frame frame = ring.at(i);
            out.add(frame);
            taken++;
            takenBytes += frame.bytes();
        }
    }

    /** Lets go of what nobody shall be given any more, up to and with {@code seq}; a terminal event stays. Owner only. */
    public synchronized void forget(long seq) {
        int freed = 0;
        while (ring.size() > 0 && ring.at(0).seq() <= seq && !ring.at(0).terminal())
            freed += ring.removeOldest().bytes();
        account(-freed);
    }

    /** All that was said so far, terminal event left out; null where the log cannot fold. */
    public Transcript transcript() {
        if (fold == null) return null;
        Transcript from;
        List<Frame> rest;
        synchronized (this) {
            from = base;
            rest = new ArrayList<>(ring.size());
            for (int i = 0; i < ring.size(); i++) if (!ring.at(i).terminal()) rest.add(ring.at(i));
        }
        return rest.isEmpty() ? from : fold.fold(from, rest);
    }

    /** The event that sealed the log, or null while it runs. */
    public synchronized StreamEvent.Terminal terminal() {
        return sealed ? (StreamEvent.Terminal) ring.at(ring.size() - 1).event() : null;
    }

    /** Idempotent. */
    public synchronized void attach(Tap tap) {
        detach(tap);
        Tap[] next = new Tap[taps.length + 1];
        System.arraycopy(taps, 0, next, 0, taps.length);
        next[taps.length] = tap;
        taps = next;
    }

    /** Idempotent. The tap may be called once more, from an append that is under way. */
    public synchronized void detach(Tap tap) {
        List<Tap> left = new ArrayList<>(List.of(taps));
        if (left.removeIf(t -> t == tap)) taps = left.isEmpty() ? NO_TAPS : left.toArray(NO_TAPS);
    }

    /** How many taps there are: the loops that have readers. */
    public int taps() {
        return taps.length;
    }

    /** Gives the node its bytes back, once; a reader that still holds the log may read on. Called by {@link Logs}. */
    synchronized void evict() {
        if (!evicted) node.bytes(-bytes - baseBytes);
        evicted = true;
    }

    /** What an owner appends behind the eviction is nobody's burden for long. */
    private void account(int change) {
        bytes += change;
        if (!evicted) node.bytes(change);
    }

    private void tell() {
        for (Tap tap : taps) tap.appended();
    }

    private void push(Frame frame) {
        int cost = frame.bytes();
        boolean full = ring.size() >= limits.events() || bytes + cost > limits.bytes();
        if (!frame.terminal() && ring.size() > 1 && full) shrink();
        ring.add(frame);
        totalBytes += cost;
        account(cost);
    }

    private void shrink() {
        int leaving = ring.size() / 2;
        List<Frame> old = new ArrayList<>(leaving);
        int freed = 0;
        for (int i = 0; i < leaving; i++) {
            Frame frame = ring.removeOldest();
            freed += frame.bytes();
            old.add(frame);
        }
        account(-freed);
        if (fold != null) base(fold.fold(base, old));
    }

    private void base(Transcript next) {
        int cost = next.text().length() + next.reasoning().length();
        if (!evicted) node.bytes(cost - baseBytes);
        base = next;
        baseBytes = cost;
    }
}
