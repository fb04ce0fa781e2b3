package dev.sluice.sse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SseParserTest {
    private final Recorder recorder = new Recorder();
    private final SseParser parser = new SseParser(20, recorder);

    @Test
    void dataStaysWhenTheFedBufferIsReused() {
        Buffer piece = Buffer.buffer("data: first\n\n");
        parser.feed(piece);
        for (int i = 0; i < piece.length(); i++) piece.setByte(i, (byte) '#');
        assertEquals("first", recorder.data.get(0).toString());
    }

    @Test
    void dataOfAnUnfinishedEventStaysWhenTheFedBufferIsReused() {
        Buffer piece = Buffer.buffer("data: first\n");
        parser.feed(piece);
        for (int i = 0; i < piece.length(); i++) piece.setByte(i, (byte) '#');
        parser.feed(Buffer.buffer("\n"));
        assertEquals("first", recorder.data.get(0).toString());
    }

    @Test
    void dataOfACutLineStaysWhenTheNextLineIsCutToo() {
        for (String piece : List.of("data: fi", "rst\nid: 1", "2\n", "\n")) parser.feed(Buffer.buffer(piece));
        assertEquals(List.of(NaiveSse.event("message", "first", "12")), recorder.seen);
    }

    @Test
    void bytesThatAreNoUtf8AreHandedOnAsTheyCame() {
        parser.feed(Buffer.buffer("data: ").appendByte((byte) 0xFF).appendString("\n\n"));
        assertArrayEquals(new byte[] {(byte) 0xFF}, recorder.data.get(0).getBytes());
    }

    @Test
    void aRetryLargerThanALongIsAsLargeAsALong() {
        SseParser roomy = new SseParser(100, recorder);
        roomy.feed(Buffer.buffer("retry: 99999999999999999999999999\nretry: 9223372036854775807\n"));
        assertEquals(List.of("retry " + Long.MAX_VALUE, "retry " + Long.MAX_VALUE), recorder.seen);
    }

    @Test
    void aLineAtTheLimitIsTaken() {
        parser.feed(Buffer.buffer("data: " + "x".repeat(14) + "\n\n"));
        assertEquals(1, recorder.seen.size());
    }

    @Test
    void aWholeLineOverTheLimitIsRefused() {
        assertTooLarge("data: " + "x".repeat(15) + "\n\n");
    }

    @Test
    void aLineOverTheLimitIsRefusedBeforeItsEndHasCome() {
        assertTooLarge("data: " + "x".repeat(10), "y".repeat(10));
    }

    @Test
    void aLineOverTheLimitIsRefusedWhenOnlyItsEndIsMissing() {
        assertTooLarge("x".repeat(21));
    }

    @Test
    void linesThatAreTooLargeTogetherAreRefused() {
        assertTooLarge("data: 0123456789\ndata: 0123456789\n");
    }

    @Test
    void eventsThatAreOnlyTogetherOverTheLimitAreTaken() {
        for (int i = 0; i < 100; i++) parser.feed(Buffer.buffer("data: 0123456789\n\n"));
        assertEquals(100, recorder.seen.size());
    }

    @Test
    void aSpentParserRefusesToReadOn() {
        assertTooLarge("x".repeat(21));
        assertThrows(IllegalStateException.class, () -> parser.feed(Buffer.buffer("\n")));
    }

    @Test
    void whatTheHandlerThrowsComesOutOfFeedAndEndsTheParser() {
        SseParser failing = new SseParser(100, event -> {
            throw new ArithmeticException("from the handler");
        });
        Buffer event = Buffer.buffer("data: x\n\n");
        assertThrows(ArithmeticException.class, () -> failing.feed(event));
        assertThrows(IllegalStateException.class, () -> failing.feed(event));
    }

    private void assertTooLarge(String... pieces) {
        SseTooLargeException refused = assertThrows(SseTooLargeException.class, () -> {
            for (String piece : pieces) parser.feed(Buffer.buffer(piece));
        });
        assertEquals(20, refused.limit());
    }
}
