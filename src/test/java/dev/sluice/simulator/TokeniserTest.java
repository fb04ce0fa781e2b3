package dev.sluice.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokeniserTest {
    @Test
    void cutsAsBytePairTokenisersDo() {
        assertEquals(
                List.of("Wait", ",", " the", " 123", "45", " cafés", ":", "\n\n", "-", " 水", "川", "🚀", "!"),
                pieces("Wait, the 12345 cafés:\n\n- 水川🚀!"));
        List<String> longWord = pieces(" internationalisation");
        assertTrue(longWord.size() > 1 && longWord.get(0).startsWith(" "), longWord::toString);
    }

    @Test
    void keepsIndentationTogetherAndTheLastSpaceWithTheWord() {
        assertEquals(List.of("if", "\n", "   ", " go"), pieces("if\n    go"));
    }

    @Test
    void losesNothingAndNeverCutsACodePoint() {
        long seed = new Random().nextLong();
        System.out.println("tokeniser seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) text.appendCodePoint(codePoint(random));
            List<String> pieces = pieces(text.toString());
            assertEquals(text.toString(), String.join("", pieces));
            for (String piece : pieces) {
                assertTrue(!piece.isEmpty() && !Character.isLowSurrogate(piece.charAt(0)), piece);
                assertTrue(!Character.isHighSurrogate(piece.charAt(piece.length() - 1)), piece);
            }
        }
    }

    @Test
    void aTokenIsAboutFourCharacters() {
        String text = Composer.endless(Question.of("Why is the sky blue?"), 1, 20_000);
        double perToken = (double) text.length() / Tokeniser.count(text);
        assertTrue(perToken > 3.5 && perToken < 5.5, () -> "characters per token: " + perToken);
    }

    @Test
    void cutsAtATokenOrInsideOne() {
        Tokens tokens = Tokeniser.tokens("one two three");
        assertEquals("one two", tokens.first(2).text());
        assertEquals("", tokens.first(0).text());
        assertEquals(List.of("one", " t"), pieces(tokens.upTo(5)));
        assertEquals(List.of("one", "-big-", " two", " three"), pieces(tokens.withPiece(1, "-big-")));
        assertEquals(List.of("one", " two", " three", "!"), pieces(tokens.withPiece(99, "!")));
        assertEquals(0, tokens.upTo(0).count());
    }

    private static int codePoint(Random random) {
        String common = " \n.,-aAzé9ß水🚀\u200d\ufe0f";
        if (random.nextInt(10) > 0) return common.codePointAt(common.offsetByCodePoints(0, random.nextInt(15)));
        return 0x1f600 + random.nextInt(80);
    }

    private static List<String> pieces(String text) {
        return pieces(Tokeniser.tokens(text));
    }

    private static List<String> pieces(Tokens tokens) {
        return IntStream.range(0, tokens.count()).mapToObj(tokens::piece).toList();
    }
}
