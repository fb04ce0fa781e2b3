package dev.sluice.redis;

import io.vertx.core.buffer.Buffer;

/** Writes values one behind the other, in as few bytes as {@link ByteReader} needs to tell them apart. */
final class ByteWriter {
    private final Buffer out;

    ByteWriter(int sizeHint) {
        out = Buffer.buffer(sizeHint);
    }

    Buffer bytes() {
        return out;
    }

    void octet(int value) {
        out.appendByte((byte) value);
    }

    /**
     * Seven bits an octet, the low ones first; the high bit says that more follow (LEB128).
     *
     * @param value not negative
     */
    void number(long value) {
        long rest = value;
        for (; rest > 0x7f; rest >>>= 7) octet((int) (rest & 0x7f | 0x80));
        octet((int) rest);
    }

    void real(double value) {
        out.appendDouble(value);
    }

    void bytes(Buffer value) {
        number(value.length());
        out.appendBuffer(value);
    }

    /** @param value may be null */
    void text(String value) {
        if (value == null) {
            number(0);
            return;
        }
        Buffer utf8 = Buffer.buffer(value);
        number(utf8.length() + 1L);
        out.appendBuffer(utf8);
    }
}
