package dev.sluice.sse;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/**
 * The data of the event that is being read: its lines, joined by LF. Nearly every event has one line and is complete
 * within the piece that it came in, so one line is only borrowed, and copied once, into the event; more lines, or a
 * line whose array is about to go, are collected. Owned by its {@link FieldReader}.
 */
final class DataLines {
    private static final byte[] NOTHING = {};

    private final int maxBytes;
    private byte[] lines = NOTHING;
    private int length;
    /**
     * How many lines there are, the borrowed one included. An event whose only data line is empty is still an
     * event.
     */
    private int count;

    private byte[] borrowed;
    private int borrowedFrom;
    private int borrowedTo;

    DataLines(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    boolean isEmpty() {
        return count == 0;
    }

    void add(byte[] array, int from, int to) {
        settle();
        if (length + (count == 0 ? 0L : 1L) + (to - from) > maxBytes) throw new SseTooLargeException(maxBytes);
        count++;
        borrowed = array;
        borrowedFrom = from;
        borrowedTo = to;
        if (count > 1) settle();
    }

    void settle() {
        if (borrowed == null) return;
        int size = borrowedTo - borrowedFrom;
        int separator = count > 1 ? 1 : 0;
        ensure(length + separator + size);
        if (separator == 1) lines[length++] = '\n';
        System.arraycopy(borrowed, borrowedFrom, lines, length, size);
        length += size;
        borrowed = null;
    }

    /** The joined data in a buffer of its own; begins anew. */
    Buffer take() {
        Buffer data =
                borrowed == null ? ByteSpan.copy(lines, 0, length) : ByteSpan.copy(borrowed, borrowedFrom, borrowedTo);
        borrowed = null;
        count = 0;
        length = 0;
        // A stream may have one huge event among thousands of small ones.
        if (lines.length > 16 * 1024) lines = NOTHING;
        return data;
    }

    private void ensure(int needed) {
        if (needed > lines.length) lines = Arrays.copyOf(lines, Math.max(needed, Math.max(256, lines.length * 2)));
    }
}
