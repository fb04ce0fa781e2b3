package dev.sluice.channel;

import dev.sluice.model.Cursor;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A cursor as ASCII, written again for each delivered event without making garbage. Belongs to its connection's loop. The same
 * text as {@link Cursor#toString()}.
 */
public final class CursorText {
    private byte[] bytes = new byte[48];
    private int length;

    /** A fixed text, such as {@link Cursor#STOP}. */
    static CursorText of(String ascii) {
        CursorText text = new CursorText();
        text.bytes = ascii.getBytes(StandardCharsets.US_ASCII);
        text.length = text.bytes.length;
        return text;
    }

    CursorText begin(String epoch, int high) {
        length = 0;
        room(epoch.length() + 24);
        for (int i = 0; i < epoch.length(); i++) bytes[length++] = (byte) epoch.charAt(i);
        bytes[length++] = ';';
        number(high);
        return this;
    }

    CursorText position(int ordinal, long seq) {
        room(34);
        bytes[length++] = ';';
        number(ordinal);
        bytes[length++] = '.';
        number(seq);
        return this;
    }

    /** A bare number: the id of a stream that is read alone. */
    CursorText seq(long seq) {
        length = 0;
        number(seq);
        return this;
    }

    /** A number within one life of a feed's numbering: {@code epoch.seq}. */
    CursorText seq(String epoch, long seq) {
        length = 0;
        room(epoch.length() + 24);
        for (int i = 0; i < epoch.length(); i++) bytes[length++] = (byte) epoch.charAt(i);
        bytes[length++] = '.';
        number(seq);
        return this;
    }

    void appendTo(Buffer out) {
        out.appendBytes(bytes, 0, length);
    }

    int length() {
        return length;
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.US_ASCII);
    }

    private void number(long value) {
        int digits = 1;
        for (long v = value; v >= 10; v /= 10) digits++;
        length += digits;
        long rest = value;
        for (int at = length - 1; digits > 0; digits--, at--, rest /= 10) bytes[at] = (byte) ('0' + rest % 10);
    }

    private void room(int more) {
        if (length + more > bytes.length) bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
}
