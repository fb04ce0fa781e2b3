package dev.sluice.redis;

import io.vertx.core.buffer.Buffer;

/** Reads what {@link ByteWriter} wrote. Fails with {@link ForeignValueException} where something else is there. */
final class ByteReader {
    private final Buffer in;
    private int at;

    ByteReader(Buffer in) {
        this.in = in;
    }

    int octet() {
        need(1);
        return in.getByte(at++) & 0xff;
    }

    long number() {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            int octet = octet();
            value |= (long) (octet & 0x7f) << shift;
            if (octet < 0x80) return value;
        }
        throw new ForeignValueException("a number without end before byte " + at);
    }

    /** A number that counts or measures something in memory. */
    int count(int most) {
        long value = number();
        if (value > most) throw new ForeignValueException(value + " before byte " + at + ", expected at most " + most);
        return (int) value;
    }

    double real() {
        need(Double.BYTES);
        at += Double.BYTES;
        return in.getDouble(at - Double.BYTES);
    }

    Buffer bytes() {
        return take(count(in.length() - at));
    }

    String text() {
        int length = count(in.length() - at + 1);
        return length == 0 ? null : take(length - 1).toString();
    }

    /** That nothing is left. */
    void end() {
        if (at != in.length()) throw new ForeignValueException((in.length() - at) + " bytes too many");
    }

    private Buffer take(int length) {
        need(length);
        at += length;
        // A copy: what is kept must not hold the whole reply.
        return in.getBuffer(at - length, at);
    }

    private void need(int more) {
        if (in.length() - at < more)
            throw new ForeignValueException("ends after " + in.length() + " bytes, expected " + more + " at " + at);
    }
}
