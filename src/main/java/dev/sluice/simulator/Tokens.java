package dev.sluice.simulator;

import java.util.Arrays;

/**
 * A text and where its tokens end: {@code piece(0) + … + piece(count() - 1)} is the text. Immutable, and compact enough for
 * answers of a hundred thousand tokens.
 */
final class Tokens {
    private final String text;
    private final int[] ends;
    private final int count;

    private Tokens(String text, int[] ends, int count) {
        this.text = text;
        this.ends = ends;
        this.count = count;
    }

    /** @param ends strictly rising, the last one being the text's length; only the first {@code count} count */
    static Tokens of(String text, int[] ends, int count) {
        return new Tokens(text, ends, count);
    }

    int count() {
        return count;
    }

    String text() {
        return text;
    }

    String piece(int index) {
        return text.substring(index == 0 ? 0 : ends[index - 1], ends[index]);
    }

    /** The first {@code tokens} tokens; all of them where there are fewer. */
    Tokens first(int tokens) {
        if (tokens >= count) return this;
        return new Tokens(text.substring(0, tokens == 0 ? 0 : ends[tokens - 1]), ends, tokens);
    }

    /** The text up to {@code length} UTF-16 units; a token that reaches beyond is shortened. */
    Tokens upTo(int length) {
        if (length >= text.length()) return this;
        int kept = 0;
        while (kept < count && ends[kept] < length) kept++;
        int[] cut = Arrays.copyOf(ends, kept + 1);
        cut[kept] = length;
        return new Tokens(text.substring(0, length), cut, length == 0 ? 0 : kept + 1);
    }

    /** This text with another one as a single token in front of token {@code index}, or at the end where there are fewer. */
    Tokens withPiece(int index, String piece) {
        int at = Math.min(index, count);
        int from = at == 0 ? 0 : ends[at - 1];
        int[] moved = new int[count + 1];
        System.arraycopy(ends, 0, moved, 0, at);
        moved[at] = from + piece.length();
        for (int i = at; i < count; i++) moved[i + 1] = ends[i] + piece.length();
        return new Tokens(text.substring(0, from) + piece + text.substring(from), moved, count + 1);
    }
}
