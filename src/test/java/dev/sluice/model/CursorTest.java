package dev.sluice.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.sluice.model.Cursor.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

final class CursorTest {
    private static final int ROUNDS = 20_000;
    private static final String ALPHABET = "k3;;;..0123456789 -+;\r\n\0é\u0661";

    private static final Random RANDOM = seeded();

    @Test
    void readsTheExampleOfTheProtocol() {
        Cursor cursor = Cursor.parse("k3;12;10.42;12.17");
        assertEquals(new Cursor("k3", 12, List.of(new Position(10, 42), new Position(12, 17))), cursor);
    }

    @Test
    void whatIsAboveHighIsOwedFromTheStart() {
        assertEquals(0, Cursor.parse("k3;12;10.42").seqOf(13));
    }

    @Test
    void whatIsListedIsOwedFromItsSeqOn() {
        assertEquals(42, Cursor.parse("k3;12;10.42").seqOf(10));
    }

    @Test
    void whatIsNotListedWasDeliveredToItsEnd() {
        assertEquals(-1, Cursor.parse("k3;12;10.42").seqOf(11));
    }

    @Test
    void aConnectionThatWasToldOfNothingHasACursorToo() {
        assertEquals(new Cursor("k3", 0, List.of()), Cursor.parse("k3;0"));
    }

    @Test
    void everyCursorIsReadAsItWasWritten() {
        Random random = RANDOM;
        for (int i = 0; i < ROUNDS; i++) {
            Cursor cursor = any(random);
            assertEquals(cursor, Cursor.parse(cursor.toString()));
        }
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "stop",
                "k3",
                "k3;",
                ";12",
                "k3;12;",
                "k3;12;;",
                "k3;12;10",
                "k3;12;10.",
                "k3;12;.42",
                "k3;12;10.42;",
                "k3;12;10.42.7",
                "k3;12;10;42",
                "k3;12;0.42",
                "k3;12;13.42",
                "k3;12;12.17;10.42",
                "k3;12;10.42;10.43",
                "k3;-1",
                "k3;+1",
                "k3; 12",
                "k3;12 ",
                "k3;1e3",
                "k3;2147483648",
                "k3;9999999999999999999",
                "k3;12;10.9999999999999999999",
                "k3;12;10.-1",
                "anepochthatistoolong;12",
                "k3;\u0661\u0662",
                "k3;12;10.42\r\nx: y"
            })
    void whatIsNoCursorIsNothing(String text) {
        assertNull(Cursor.parse(text));
    }

    @Test
    void aCursorLongerThanAnyOfOursIsNothing() {
        assertNull(Cursor.parse("k3;9;" + "9.1;".repeat(5_000) + "9.1"));
    }

    @Test
    void aMutilatedCursorNeverThrowsAndIsNeverMisread() {
        Random random = RANDOM;
        for (int i = 0; i < ROUNDS; i++) {
            StringBuilder text = new StringBuilder(any(random).toString());
            for (int n = 1 + random.nextInt(3); n > 0; n--) mutilate(text, random);
            Cursor read = Cursor.parse(text.toString());
            if (read != null) assertEquals(withoutLeadingZeros(text.toString()), read.toString(), "from " + text);
        }
    }

    @Test
    void anySequenceOfItsCharactersIsReadOrRefusedButNeverThrows() {
        Random random = RANDOM;
        int read = 0;
        for (int i = 0; i < ROUNDS; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(14); n > 0; n--)
                text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            Cursor cursor = Cursor.parse(text.toString());
            if (cursor == null) continue;
            read++;
            assertNotNull(Cursor.parse(cursor.toString()), "from " + text);
        }
        System.out.println(read + " of " + ROUNDS + " random texts were cursors");
    }

    private static String withoutLeadingZeros(String text) {
        int numbers = text.indexOf(';');
        return text.substring(0, numbers) + text.substring(numbers).replaceAll("([;.])0+(?=\\d)", "$1");
    }

    private static void mutilate(StringBuilder text, Random random) {
        char c = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
        int at = random.nextInt(text.length() + 1);
        switch (random.nextInt(3)) {
            case 0 -> text.insert(at, c);
            case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(3)));
            default -> {
                if (at < text.length()) text.setCharAt(at, c);
            }
        }
    }

    private static Cursor any(Random random) {
        int high = random.nextInt(random.nextBoolean() ? 30 : Integer.MAX_VALUE);
        List<Position> positions = new ArrayList<>();
        int ordinal = 0;
        while (positions.size() < 40 && random.nextInt(5) > 0) {
            long next = ordinal + 1L + random.nextInt(high / 4 + 1);
            if (next > high) break;
            ordinal = (int) next;
            positions.add(
                    new Position(ordinal, random.nextLong(random.nextBoolean() ? 100 : 999_999_999_999_999_999L)));
        }
        return new Cursor("k" + Long.toString(random.nextInt(46_656), 36), high, List.copyOf(positions));
    }

    private static Random seeded() {
        long seed = System.nanoTime();
        System.out.println("CursorTest seed " + seed);
        return new Random(seed);
    }
}
