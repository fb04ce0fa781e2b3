package dev.sluice.log;

import dev.sluice.model.Frame;
import dev.sluice.model.Notice;
import dev.sluice.model.StreamEvent;
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
        void appended();
    }

    private static final Tap[] NO_TAPS = {};

    private final StreamId id;
    private final LogLimits limits;
    private final Transcript.Fold fold;
    private final Logs node;

    private Frame[] ring = new Frame[8];
    private int head;
    private int size;
    private int bytes;
    private long totalBytes;
    private boolean evicted;
    private Transcript base = Transcript.EMPTY;
    private volatile long tail;
    private volatile boolean sealed;
    private volatile Notice notice;
    private volatile Tap[] taps = NO_TAPS;

    /** @param fold null where what leaves is simply gone */
    StreamLog(StreamId id, LogLimits limits, Transcript.Fold fold, Logs node) {
        this.id = id;
        this.limits = limits;
        this.fold = fold;
        this.node = node;
    }

    public StreamId id() {
        return id;
    }

    /** The last seq that was given out; 0 while the log is empty. */
    public long tail() {
        return tail;
    }

    /** The first seq that {@link #read} still yields; one beyond the tail where it yields none. */
    public synchronized long first() {
        return tail - size + 1;
    }

    /** Whether the last event is a terminal one: nothing more will come. */
    public boolean sealed() {
        return sealed;
    }

    /** All bytes ever appended, by the events' own reckoning. */
    public synchronized long totalBytes() {
        return totalBytes;
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
            if (sealed) throw new IllegalStateException(id + " is sealed; cannot append " + event.name());
            frame = new Frame(id, tail + 1, event);
            push(frame);
            tail = frame.seq();
            if (frame.terminal()) sealed = true;
        }
        tell();
        return frame;
    }

    /**
     * Copies what follows {@code after} into {@code out}, oldest first, until a limit is reached; at least one frame if there is
     * one. The caller checks {@link #first()} for what is no longer here.
     */
    public synchronized void read(long after, int maxFrames, int maxBytes, List<Frame> out) {
        long from = Math.max(after + 1, tail - size + 1);
        int taken = 0;
        int takenBytes = 0;
        for (long seq = from; seq <= tail && taken < maxFrames && takenBytes < maxBytes; seq++, taken++) {
            Frame frame = at((int) (seq - (tail - size + 1)));
            out.add(frame);
            takenBytes += frame.event().bytes();
        }
    }

    /** Lets go of what nobody shall be given any more, up to and with {@code seq}; a terminal event stays. Owner only. */
    public synchronized void forget(long seq) {
        int freed = 0;
        for (long first = tail - size + 1; first <= seq && size > 0 && !at(0).terminal(); first++) {
            freed += ring[head].event().bytes();
            ring[head] = null;
            head = (head + 1) & (ring.length - 1);
            size--;
        }
        account(-freed);
    }

    /** All that was said so far, terminal event left out; null where the log cannot fold. */
    public Transcript transcript() {
        if (fold == null) return null;
        Transcript from;
        List<Frame> rest;
        synchronized (this) {
            from = base;
            rest = new ArrayList<>(size);
            for (int i = 0; i < size; i++) if (!at(i).terminal()) rest.add(at(i));
        }
        return rest.isEmpty() ? from : fold.fold(from, rest);
    }

    /** The event that sealed the log, or null while it runs. */
    public synchronized StreamEvent.Terminal terminal() {
        return sealed ? (StreamEvent.Terminal) at(size - 1).event() : null;
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
        if (!evicted) node.bytes(-bytes);
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

    private Frame at(int index) {
        return ring[(head + index) & (ring.length - 1)];
    }

    private void push(Frame frame) {
        int cost = frame.event().bytes();
        if (!frame.terminal() && size > 1 && (size >= limits.events() || bytes + cost > limits.bytes())) shrink();
        if (size == ring.length) grow();
        ring[(head + size) & (ring.length - 1)] = frame;
        size++;
        totalBytes += cost;
        account(cost);
    }

    private void grow() {
        Frame[] next = new Frame[ring.length * 2];
        for (int i = 0; i < size; i++) next[i] = at(i);
        ring = next;
        head = 0;
    }

    private void shrink() {
        int leaving = size / 2;
        List<Frame> old = new ArrayList<>(leaving);
        int freed = 0;
        for (int i = 0; i < leaving; i++) {
            Frame frame = ring[head];
            ring[head] = null;
            head = (head + 1) & (ring.length - 1);
            freed += frame.event().bytes();
            old.add(frame);
        }
        size -= leaving;
        account(-freed);
        if (fold != null) base = fold.fold(base, old);
    }
}
