package dev.sluice.redis;

import java.nio.charset.StandardCharsets;

/** Which of a cluster's 16,384 slots a key is in: CRC-16/XMODEM of its hash tag (Redis Cluster specification, "Key distribution model"). */
final class HashSlot {
    static final int COUNT = 16_384;

    /** Any server will do. */
    static final int ANY = -1;

    private static final int POLYNOMIAL = 0x1021;
    private static final int[] TABLE = new int[256];

    static {
        for (int i = 0; i < TABLE.length; i++) {
            int crc = i << 8;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 0x8000) != 0 ? crc << 1 ^ POLYNOMIAL : crc << 1;
            TABLE[i] = crc & 0xffff;
        }
    }

    private HashSlot() {}

    static int of(String key) {
        int crc = 0;
        for (byte b : tag(key).getBytes(StandardCharsets.UTF_8))
            crc = (crc << 8 ^ TABLE[(crc >>> 8 ^ b) & 0xff]) & 0xffff;
        return crc % COUNT;
    }

    /** What stands between the first { and the next }, if anything does. */
    private static String tag(String key) {
        int open = key.indexOf('{');
        int close = key.indexOf('}', open + 1);
        return open >= 0 && close > open + 1 ? key.substring(open + 1, close) : key;
    }
}
