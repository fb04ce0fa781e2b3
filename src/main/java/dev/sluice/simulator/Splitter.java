package dev.sluice.simulator;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Cuts bytes where a reader least likes it: inside every code point of more than one byte, and at odd places between. Each
 * part becomes a write, and so an HTTP chunk, of its own: readers see the cut even where TCP joins the packets again.
 */
final class Splitter {
    private static final int MOST = 23;
    private final Random random;

    Splitter(long seed) {
        this.random = new Random(seed);
    }

    List<Buffer> split(Buffer bytes) {
        List<Buffer> parts = new ArrayList<>();
        int from = 0;
        int next = 1 + random.nextInt(MOST);
        for (int i = 1; i < bytes.length(); i++) {
            boolean inside = isContinuation(bytes.getByte(i)) && !isContinuation(bytes.getByte(i - 1));
            if (!inside && (i - from < next || isContinuation(bytes.getByte(i)))) continue;
            parts.add(bytes.slice(from, i));
            from = i;
            next = 1 + random.nextInt(MOST);
        }
        parts.add(bytes.slice(from, bytes.length()));
        return parts;
    }

    private static boolean isContinuation(byte b) {
        return (b & 0xc0) == 0x80;
    }
}
