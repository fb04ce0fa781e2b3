package dev.sluice.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.model.Cursor;
import dev.sluice.model.Cursor.Position;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class CursorTextTest {
    @Test
    void writesWhatTheCursorWouldWriteHoweverOftenItIsUsedAgain() {
        long seed = System.nanoTime();
        System.out.println("CursorTextTest seed " + seed);
        Random random = new Random(seed);
        CursorText text = new CursorText();
        for (int i = 0; i < 20_000; i++) {
            int high = random.nextInt(random.nextBoolean() ? 12 : Integer.MAX_VALUE);
            String epoch = Long.toString(random.nextInt(Integer.MAX_VALUE), 36);
            List<Position> positions = new ArrayList<>();
            for (int n = random.nextInt(20); n > 0; n--)
                positions.add(new Position(random.nextInt(Integer.MAX_VALUE), random.nextLong(Long.MAX_VALUE)));
            text.begin(epoch, high);
            for (Position p : positions) text.position(p.ordinal(), p.seq());
            String expected = new Cursor(epoch, high, positions).toString();
            assertEquals(expected, text.toString());
            assertEquals(expected.length(), text.length());
            Buffer out = Buffer.buffer("id: ");
            text.appendTo(out);
            assertEquals("id: " + expected, out.toString());
        }
    }

    @Test
    void writesEveryLengthOfNumber() {
        CursorText text = new CursorText();
        for (long value = 1; value > 0 && value < Long.MAX_VALUE / 10; value *= 10) {
            assertEquals(Long.toString(value), text.seq(value).toString());
            assertEquals(Long.toString(value - 1), text.seq(value - 1).toString());
        }
        assertEquals(Long.toString(Long.MAX_VALUE), text.seq(Long.MAX_VALUE).toString());
    }
}
