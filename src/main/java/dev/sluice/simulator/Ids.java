package dev.sluice.simulator;

/** Ids that look as OpenAI's do: letters and digits, different for different numbers. */
final class Ids {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int CHARS_PER_NUMBER = 11; // 62^11 > 2^64

    private Ids() {}

    /** @param chars at least 11, so that no two numbers share an id */
    static String text(long number, int chars) {
        StringBuilder out = new StringBuilder(chars);
        long rest = Seed.mix(number);
        for (int i = 0; i < chars; i++) {
            if (i > 0 && i % CHARS_PER_NUMBER == 0) rest = Seed.mix(number + i);
            out.append(ALPHABET.charAt((int) Long.remainderUnsigned(rest, ALPHABET.length())));
            rest = Long.divideUnsigned(rest, ALPHABET.length());
        }
        return out.toString();
    }
}
