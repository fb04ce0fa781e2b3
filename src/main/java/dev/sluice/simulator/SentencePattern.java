package dev.sluice.simulator;

import java.util.Random;

/**
 * The markup within a line of prose: {@code [this|that]} takes one of the alternatives, <code>{it}</code> the subject of
 * the question, <code>{quote}</code> its first words, <code>{quote.}</code> those as a sentence, <code>{n:3-9}</code> a number in that range, and a line that begins
 * with {@code ?} is left out half of the time. Alternatives may hold braces, but no brackets.
 */
final class SentencePattern {
    private final Question question;
    private final String subject;
    private final Random random;

    /** @param subject what <code>{it}</code> stands for */
    SentencePattern(Question question, String subject, Random random) {
        this.question = question;
        this.subject = subject;
        this.random = random;
    }

    /** @return the sentence, beginning with a capital; empty where an optional one is left out */
    String fill(String pattern) {
        boolean optional = pattern.startsWith("?");
        if (optional && random.nextBoolean()) return "";
        return capital(slots(choices(optional ? pattern.substring(1) : pattern)))
                .strip();
    }

    private String choices(String pattern) {
        StringBuilder out = new StringBuilder();
        int from = 0;
        for (int open = pattern.indexOf('['); open >= 0; open = pattern.indexOf('[', from)) {
            int close = pattern.indexOf(']', open);
            String[] choices = pattern.substring(open + 1, close).split("\\|", -1);
            out.append(pattern, from, open).append(choices[random.nextInt(choices.length)]);
            from = close + 1;
        }
        return out.append(pattern, from, pattern.length()).toString();
    }

    private String slots(String pattern) {
        StringBuilder out = new StringBuilder();
        int from = 0;
        for (int open = pattern.indexOf('{'); open >= 0; open = pattern.indexOf('{', from)) {
            int close = pattern.indexOf('}', open);
            out.append(pattern, from, open).append(value(pattern.substring(open + 1, close)));
            from = close + 1;
        }
        return out.append(pattern, from, pattern.length()).toString();
    }

    private String value(String slot) {
        if (slot.equals("it")) return subject;
        if (slot.equals("quote")) return question.quote();
        if (slot.equals("quote."))
            return question.quote().matches(".*[.?!…]") ? question.quote() : question.quote() + ".";
        int dash = slot.indexOf('-');
        int low = Integer.parseInt(slot.substring(2, dash));
        int high = Integer.parseInt(slot.substring(dash + 1));
        return Integer.toString(low + random.nextInt(high - low + 1));
    }

    private static String capital(String sentence) {
        if (sentence.isEmpty()) return sentence;
        int first = sentence.codePointAt(0);
        return Character.toString(Character.toTitleCase(first)) + sentence.substring(Character.charCount(first));
    }
}
