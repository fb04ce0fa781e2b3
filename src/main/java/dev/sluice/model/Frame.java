package dev.sluice.model;

import io.vertx.core.buffer.Buffer;
import java.util.function.Function;

/**
 * One numbered event of a stream's log, shared by all readers on all loops. The bytes that a channel sends for it are
 * made once, by whoever needs them first, and kept here; the race of two loops is harmless, since both make the same.
 */
public final class Frame {
    private final StreamId stream;
    private final long seq;
    private final StreamEvent event;
    private volatile Buffer encoded;

    /** @param seq 1, 2, 3 … within the stream */
    public Frame(StreamId stream, long seq, StreamEvent event) {
        this.stream = stream;
        this.seq = seq;
        this.event = event;
    }

    /** Whose event it is. */
    public StreamId stream() {
        return stream;
    }

    /** Position in the log: 1, 2, 3 … */
    public long seq() {
        return seq;
    }

    /** What it says. */
    public StreamEvent event() {
        return event;
    }

    /** Whether nothing follows it. */
    public boolean terminal() {
        return event instanceof StreamEvent.Terminal;
    }

    /**
     * The bytes that a channel sends for this event, but for its cursor line; made by {@code encoder} at the first call.
     * Never change the result.
     */
    public Buffer wire(Function<Frame, Buffer> encoder) {
        Buffer known = encoded;
        if (known == null) encoded = known = encoder.apply(this);
        return known;
    }
}
