package dev.sluice.sse;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A look at a buffer's bytes as a plain array, for scanners: one array access per byte instead of one checked virtual
 * call. Valid until the buffer changes; read it only. Any thread.
 *
 * @param array holds the bytes, possibly among others
 * @param from  index in {@code array} of the buffer's first byte
 * @param to    index after its last byte
 */
public record ByteSpan(byte[] array, int from, int to) {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    /** The buffer's own array where it has one on the heap (every buffer that Vert.x hands out does), else a copy. */
    public static ByteSpan of(Buffer buffer) {
        ByteBuf buf = ((BufferInternal) buffer).getByteBuf();
        int length = buf.readableBytes();
        if (!buf.hasArray()) return new ByteSpan(buffer.getBytes(), 0, length);
        int from = buf.arrayOffset() + buf.readerIndex();
        return new ByteSpan(buf.array(), from, from + length);
    }

    /** An unpooled heap buffer with a copy of {@code array[from, to)}: may be kept for long and read by any thread. */
    public static Buffer copy(byte[] array, int from, int to) {
        return Buffer.buffer(to - from).appendBytes(array, from, to - from);
    }

    /** Index of the first CR or LF in {@code array[from, to)}, or {@code to} where there is none. */
    public static int lineEnd(byte[] array, int from, int to) {
        int i = from;
        // Eight bytes a step: a byte of x (or y) is zero where there is a LF (a CR), and the subtraction raises the
        // high bit of the first zero byte. Bytes above that one may be flagged wrongly by the borrow, which is why
        // only the lowest counts.
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long word = (long) LONGS.get(array, i);
            long x = word ^ ONES * '\n';
            long y = word ^ ONES * '\r';
            long hits = (((x - ONES) & ~x) | ((y - ONES) & ~y)) & HIGHS;
            if (hits != 0) return i + (Long.numberOfTrailingZeros(hits) >>> 3);
        }
        while (i < to && array[i] != '\n' && array[i] != '\r') i++;
        return i;
    }

    /**
     * Index after the run of ASCII bytes that begins at {@code from}, at most {@code to}; may stop up to 7 bytes
     * short of it.
     */
    public static int asciiRun(byte[] array, int from, int to) {
        int i = from;
        while (i <= to - Long.BYTES && ((long) LONGS.get(array, i) & HIGHS) == 0) i += Long.BYTES;
        return i;
    }
}
