package dev.sluice.model;

import dev.sluice.model.StreamEvent.Chunk;
import io.vertx.core.buffer.Buffer;

/**
 * One numbered event of a stream's log, shared by all readers on all loops.
 *
 * <p>Text deltas of one answer mostly differ in their text alone: such a frame holds its text and refers to an earlier chunk for what is
 * around it, about 70 bytes instead of 500, and makes the event anew for whoever asks. The bytes that a channel sends for the event are
 * kept from the second time on that they are asked for: one reader does not pay for what is good for thousands. The race of two loops
 * is harmless, since both make the same.
 */
public final class Frame {
    /** What a frame and its text take on a 64 bit machine with compressed pointers, beside the text itself. */
    private static final int DELTA_BYTES = 64;

    private static final Buffer ONCE = Buffer.buffer(0);

    private final StreamId stream;
    private final long seq;
    /** The event; or, where there is a text, a chunk like it but for the text. */
    private final StreamEvent event;

    private final byte[] text;
    private Buffer encoded;

    /** How a channel writes a frame. */
    public interface Encoder {
        void append(Frame frame, Buffer out);
    }

    /** @param seq 1, 2, 3 … within the stream */
    public Frame(StreamId stream, long seq, StreamEvent event) {
        this(stream, seq, event, null);
    }

    private Frame(StreamId stream, long seq, StreamEvent event, byte[] text) {
        this.stream = stream;
        this.seq = seq;
        this.event = event;
        this.text = text;
    }

    /** @param like an earlier chunk of the same stream, or null */
    public static Frame like(StreamId stream, long seq, StreamEvent event, Chunk like) {
        if (like != null && event instanceof Chunk chunk && chunk.differsInTextAlone(like))
            return new Frame(stream, seq, like, chunk.json().getBytes(chunk.textFrom(), chunk.textTo()));
        return new Frame(stream, seq, event, null);
    }

    /** Whether it holds all of its event itself. */
    public boolean whole() {
        return text == null;
    }

    /** Whose event it is. */
    public StreamId stream() {
        return stream;
    }

    /** Position in the log: 1, 2, 3 … */
    public long seq() {
        return seq;
    }

    /** What it says; may be made anew at each call. */
    public StreamEvent event() {
        if (text == null) return event;
        Chunk like = (Chunk) event;
        int from = like.textFrom();
        Buffer json = Buffer.buffer(like.json().length() - like.textTo() + from + text.length);
        appendChunk(json);
        return new Chunk(json, from, from + text.length);
    }

    /** The event's name on the wire. */
    public String name() {
        return event.name();
    }

    /** Whether nothing follows it. */
    public boolean terminal() {
        return event instanceof StreamEvent.Terminal;
    }

    /** Rough bytes held, what readers made of it left out, for the log's limits. */
    public int bytes() {
        return text == null ? event.bytes() : DELTA_BYTES + text.length;
    }

    /** Whether this is a pure text delta of choice 0, so that it may be merged with its neighbours. */
    public boolean mergeable() {
        return event instanceof Chunk chunk && chunk.mergeable();
    }

    /** Bytes of a mergeable frame's text. */
    public int textLength() {
        return text != null ? text.length : ((Chunk) event).textTo() - ((Chunk) event).textFrom();
    }

    /** Appends a mergeable frame's text, as the body of a JSON literal. */
    public void appendText(Buffer out) {
        if (text != null) out.appendBytes(text);
        else out.appendBuffer(((Chunk) event).json(), ((Chunk) event).textFrom(), textLength());
    }

    /** Appends the JSON of a frame whose event is a chunk. */
    public void appendChunk(Buffer out) {
        Buffer json = ((Chunk) event).json();
        if (text == null) {
            out.appendBuffer(json);
            return;
        }
        int to = ((Chunk) event).textTo();
        out.appendBuffer(json, 0, ((Chunk) event).textFrom())
                .appendBytes(text)
                .appendBuffer(json, to, json.length() - to);
    }

    /** Whether the event is a chunk. */
    public boolean chunk() {
        return event instanceof Chunk;
    }

    /** Appends the bytes that a channel sends for this event, but for its cursor line. @param encoder always the same one */
    public void appendWire(Encoder encoder, Buffer out) {
        Buffer known = encoded;
        if (known == null) {
            encoded = ONCE;
            encoder.append(this, out);
            return;
        }
        if (known == ONCE) {
            known = Buffer.buffer(bytes() + 256);
            encoder.append(this, known);
            encoded = known = known.copy();
        }
        out.appendBuffer(known);
    }
}
