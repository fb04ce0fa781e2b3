package dev.sluice.simulator;

import java.util.Arrays;

/**
 * Cuts text as byte-pair tokenisers do, roughly: a word with the space in front of it, long words in parts, up to three
 * digits together, punctuation apart, line breaks together, every emoji and ideograph by itself. Real vocabularies are
 * megabytes; only the look and the average of about four characters a token matter here. No token cuts a code point.
 */
final class Tokeniser {
    private static final int WHOLE_WORD = 8;
    private static final int DIGITS = 3;

    private final String text;
    private int[] ends = new int[64];
    private int count;

    private Tokeniser(String text) {
        this.text = text;
    }

    static Tokens tokens(String text) {
        return new Tokeniser(text).run();
    }

    static int count(String text) {
        return tokens(text).count();
    }

    private Tokens run() {
        int at = 0;
        while (at < text.length()) at = next(at);
        return Tokens.of(text, ends, count);
    }

    private int next(int start) {
        int at = start;
        char first = text.charAt(at);
        if (first == '\n') {
            while (at < text.length() && text.charAt(at) == '\n') at++;
            return cut(at);
        }
        if (first == ' ') {
            int spaces = at;
            while (spaces < text.length() && text.charAt(spaces) == ' ') spaces++;
            if (spaces - at > 1) return cut(spaces - 1); // indentation is one token, its last space goes with the word
            at++;
            if (at == text.length() || text.charAt(at) == '\n') return cut(at);
        }
        int codePoint = text.codePointAt(at);
        if (isWordPart(codePoint)) return word(at);
        if (Character.isDigit(codePoint)) return digits(at);
        return cut(at + Character.charCount(codePoint));
    }

    private int word(int from) {
        int end = from;
        while (end < text.length() && isWordPart(text.codePointAt(end)))
            end += Character.charCount(text.codePointAt(end));
        int letters = text.codePointCount(from, end);
        int at = from;
        while (letters > WHOLE_WORD) {
            int part = 3 + (text.charAt(at) + letters) % 4; // parts of 3 to 6, the same for the same word
            at = cut(text.offsetByCodePoints(at, part));
            letters -= part;
        }
        return cut(end);
    }

    private int digits(int from) {
        int end = from;
        while (end < text.length() && end - from < DIGITS && Character.isDigit(text.charAt(end))) end++;
        return cut(end == from ? from + Character.charCount(text.codePointAt(from)) : end);
    }

    private static boolean isWordPart(int codePoint) {
        return Character.isLetter(codePoint) && !Character.isIdeographic(codePoint);
    }

    private int cut(int end) {
        if (count == ends.length) ends = Arrays.copyOf(ends, count * 2);
        ends[count++] = end;
        return end;
    }
}
