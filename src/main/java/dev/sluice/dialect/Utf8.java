package dev.sluice.dialect;

import dev.sluice.sse.ByteSpan;

/**
 * Tells whether bytes are UTF-8, after RFC 3629 (Unicode 15, table 3-7): no overlong forms, no surrogates, nothing over
 * U+10FFFF. A JSON parser that skips strings does not look that closely, and bytes that pass through here reach readers
 * that do.
 */
public final class Utf8 {
    private Utf8() {}

    /** Index in {@code b} of the first byte of the first sequence that is not UTF-8, or -1. */
    public static int firstFault(byte[] b, int from, int to) {
        int i = from;
        while (i < to) {
            if (b[i] >= 0) {
                i = ByteSpan.asciiRun(b, i + 1, to);
                continue;
            }
            int length = sequence(b, i, to);
            if (length == 0) return i;
            i += length;
        }
        return -1;
    }

    /** Length of the sequence of two to four bytes at {@code i}, or 0 where it is none. */
    private static int sequence(byte[] b, int i, int to) {
        int lead = b[i] & 0xFF;
        int left = to - i;
        if (lead >= 0xC2 && lead <= 0xDF) return left >= 2 && tail(b[i + 1]) ? 2 : 0;
        if (lead >= 0xE0 && lead <= 0xEF) {
            int low = lead == 0xE0 ? 0xA0 : 0x80;
            int high = lead == 0xED ? 0x9F : 0xBF;
            return left >= 3 && within(b[i + 1], low, high) && tail(b[i + 2]) ? 3 : 0;
        }
        if (lead >= 0xF0 && lead <= 0xF4) {
            int low = lead == 0xF0 ? 0x90 : 0x80;
            int high = lead == 0xF4 ? 0x8F : 0xBF;
            return left >= 4 && within(b[i + 1], low, high) && tail(b[i + 2]) && tail(b[i + 3]) ? 4 : 0;
        }
        return 0;
    }

    private static boolean tail(byte b) {
        return (b & 0xC0) == 0x80;
    }

    private static boolean within(byte b, int low, int high) {
        return (b & 0xFF) >= low && (b & 0xFF) <= high;
    }
}
