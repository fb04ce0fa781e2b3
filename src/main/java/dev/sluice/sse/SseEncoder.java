package dev.sluice.sse;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.InvalidValueException;
import io.vertx.core.buffer.Buffer;

/**
 * Writes event streams (WHATWG HTML 9.2.5). Everything it writes is made of whole events, each closed by its blank
 * line, since some readers lose what follows a lone comment line. Any thread.
 *
 * <p>Fields of an event may come in any order, so an event that many readers share is encoded once without an id, and
 * each reader's id line goes in front of it.
 */
public final class SseEncoder {
    private static final byte[] EVENT = "event: ".getBytes(UTF_8);
    private static final byte[] ID = "id: ".getBytes(UTF_8);
    private static final byte[] DATA = "data: ".getBytes(UTF_8);
    private static final byte[] COMMENT = ": ".getBytes(UTF_8);
    private static final byte[] RETRY = "retry: ".getBytes(UTF_8);
    private static final byte[] END = "\n\n".getBytes(UTF_8);
    private static final int FRAMING = 40;

    private SseEncoder() {}

    /** One event in a buffer of its own; for the parameters see {@link #appendEvent}. */
    public static Buffer event(String type, CharSequence id, Buffer data) {
        int size = data.length() + (type == null ? 0 : type.length()) + (id == null ? 0 : id.length()) + FRAMING;
        Buffer out = Buffer.buffer(size);
        appendEvent(out, type, id, data);
        return out;
    }

    /**
     * Appends one event.
     *
     * @param type the event's name, or null (or empty) for a plain message
     * @param id   the id that a reader brings back, or null for no id line; an empty one makes the reader forget its id
     * @param data UTF-8; each of its lines, ended by CR, LF or CRLF, becomes a {@code data:} line, so a reader sees LF
     *             for all
     * @throws InvalidValueException where type or id contain a CR, LF or NUL; then nothing was appended
     */
    public static void appendEvent(Buffer out, String type, CharSequence id, Buffer data) {
        check("event", type);
        check("id", id);
        if (type != null && !type.isEmpty()) field(out, EVENT, type);
        if (id != null) field(out, ID, id);
        ByteSpan span = ByteSpan.of(data);
        byte[] bytes = span.array();
        int start = span.from();
        for (int end; (end = ByteSpan.lineEnd(bytes, start, span.to())) < span.to(); ) {
            out.appendBytes(DATA).appendBytes(bytes, start, end - start).appendByte((byte) '\n');
            boolean crLf = bytes[end] == '\r' && end + 1 < span.to() && bytes[end + 1] == '\n';
            start = end + (crLf ? 2 : 1);
        }
        out.appendBytes(DATA).appendBytes(bytes, start, span.to() - start).appendBytes(END);
    }

    /** {@code : text} and a blank line: nothing to a reader but a sign of life. */
    public static Buffer comment(String text) {
        check("comment", text);
        return Buffer.buffer(text.length() + 4)
                .appendBytes(COMMENT)
                .appendString(text)
                .appendBytes(END);
    }

    /** How long a reader is to wait before it reconnects, in milliseconds; 0 or more. */
    public static Buffer retry(long millis) {
        if (millis < 0) throw new InvalidValueException("retry", millis, "0 or more milliseconds");
        return Buffer.buffer(32)
                .appendBytes(RETRY)
                .appendString(Long.toString(millis))
                .appendBytes(END);
    }

    private static void field(Buffer out, byte[] name, CharSequence value) {
        out.appendBytes(name).appendString(value.toString()).appendByte((byte) '\n');
    }

    private static void check(String field, CharSequence value) {
        if (value == null) return;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\n' || c == '\r' || c == 0)
                throw new InvalidValueException(field, value, "text without CR, LF and NUL");
        }
    }
}
