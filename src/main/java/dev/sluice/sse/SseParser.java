package dev.sluice.sse;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/**
 * Reads an event stream, pushed in pieces of any size, after WHATWG HTML section 9.2.6. This class knows lines; fields
 * and events are {@link FieldReader}'s. Mutable; owned by whoever feeds it, one thread at a time, and not to be fed
 * from within its handler. The bytes of data are handed on as they came: whether they are UTF-8 is for the reader of
 * the data to judge.
 *
 * <p>An event is dispatched by the blank line that ends it, so an unfinished one at the end of the stream is dropped,
 * as the standard wants it. What a feed throws, its own or its handler's, leaves the parser spent.
 */
public final class SseParser {
    /**
     * A line that was cut is collected in an array that grows; one larger than this is not kept for the next cut
     * line.
     */
    private static final int KEPT = 16 * 1024;

    private static final byte[] NOTHING = {};

    private final int maxEventBytes;
    private final FieldReader fields;
    private byte[] held = NOTHING;
    private int heldLength;
    private boolean skipLf;
    private boolean firstLine = true;
    private boolean closed;

    /** Told what the bytes say, in order, from within {@link #feed}. */
    public interface Handler {
        /** A whole event, once its blank line has come. */
        void event(SseEvent event);

        /** A valid {@code retry:} field, in milliseconds; as much as a long holds where it says more. */
        default void retry(long millis) {}

        /** A comment line: a sign of life. */
        default void comment() {}
    }

    /** @param maxEventBytes the longest line (field name included), and the most data of one event, that is taken */
    public SseParser(int maxEventBytes, Handler handler) {
        this.maxEventBytes = maxEventBytes;
        this.fields = new FieldReader(maxEventBytes, handler);
    }

    /**
     * Reads the next bytes of the stream. They are not kept: the buffer may be reused afterwards.
     *
     * @throws SseTooLargeException  when one event outgrows {@code maxEventBytes}
     * @throws IllegalStateException when an earlier feed threw, or when called from within the handler
     */
    public void feed(Buffer bytes) {
        if (closed) throw new IllegalStateException("the parser is spent, or is being fed by its own handler");
        closed = true;
        ByteSpan span = ByteSpan.of(bytes);
        lines(span.array(), span.from(), span.to());
        fields.settle();
        closed = false;
    }

    private void lines(byte[] bytes, int from, int to) {
        int start = from;
        if (skipLf && start < to) {
            skipLf = false;
            if (bytes[start] == '\n') start++;
        }
        while (start < to) {
            int end = ByteSpan.lineEnd(bytes, start, to);
            if (end == to) {
                hold(bytes, start, to);
                return;
            }
            if (heldLength == 0) {
                line(bytes, start, end);
            } else {
                hold(bytes, start, end);
                heldLine();
            }
            start = end + 1;
            if (bytes[end] == '\r') {
                if (start == to) skipLf = true;
                else if (bytes[start] == '\n') start++;
            }
        }
    }

    private void line(byte[] bytes, int from, int to) {
        if (to - from > maxEventBytes) throw new SseTooLargeException(maxEventBytes);
        int start = from;
        if (firstLine) {
            firstLine = false;
            if (startsWithBom(bytes, from, to)) start += 3;
        }
        fields.line(bytes, start, to);
    }

    private void heldLine() {
        int length = heldLength;
        heldLength = 0;
        line(held, 0, length);
        // The next cut line overwrites the array, perhaps before the event is complete.
        fields.settle();
        if (held.length > KEPT) held = NOTHING;
    }

    private void hold(byte[] bytes, int from, int to) {
        int length = heldLength + (to - from);
        if (length > maxEventBytes || length < 0) throw new SseTooLargeException(maxEventBytes);
        if (length > held.length) held = Arrays.copyOf(held, Math.max(length, Math.max(256, held.length * 2)));
        System.arraycopy(bytes, from, held, heldLength, to - from);
        heldLength = length;
    }

    private static boolean startsWithBom(byte[] b, int from, int to) {
        return to - from >= 3 && b[from] == (byte) 0xEF && b[from + 1] == (byte) 0xBB && b[from + 2] == (byte) 0xBF;
    }
}
