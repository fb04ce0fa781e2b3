package dev.sluice.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class Utf8Test {
    private static int firstFaultOfTheJdk(byte[] bytes) {
        CharsetDecoder decoder = UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CoderResult result = decoder.decode(in, CharBuffer.allocate(bytes.length + 8), true);
        return result.isError() ? in.position() : -1;
    }

    @Test
    void everySequenceOfThreeBytesIsJudgedAsTheJdkDoes() {
        byte[] bytes = new byte[5];
        bytes[0] = 'a';
        for (int all = 0; all < 1 << 24; all += all % 7 + 1) {
            bytes[1] = (byte) (all >> 16);
            bytes[2] = (byte) (all >> 8);
            bytes[3] = (byte) all;
            bytes[4] = (byte) 0x80;
            if (firstFaultOfTheJdk(bytes) != Utf8.firstFault(bytes, 0, 5)) assertEquals(-2, all);
        }
    }

    @Test
    void longTextsWithOneWrongByteAreJudgedAsTheJdkDoes() {
        long seed = System.nanoTime();
        System.out.println("Utf8Test seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 50_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) text.append(random.nextBoolean() ? "plain ascii" : "é日😀");
            byte[] bytes = text.toString().getBytes(UTF_8);
            if (bytes.length > 0 && random.nextBoolean()) bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            assertEquals(firstFaultOfTheJdk(bytes), Utf8.firstFault(bytes, 0, bytes.length), "seed " + seed);
        }
    }
}
