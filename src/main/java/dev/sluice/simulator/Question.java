package dev.sluice.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an answer can pick up from the user's words.
 *
 * @param quote   the first words of the question, on one line and without markup; empty where there are none
 * @param subject the first run of words that carry meaning, at most three, such as {@code fan-out edge}; or {@code this}
 * @param words   all words that carry meaning, in lower case
 */
record Question(String quote, String subject, List<String> words) {
    private static final int QUOTED_WORDS = 9;
    private static final int QUOTED_CHARS = 80;
    private static final int SUBJECT_WORDS = 3;
    private static final int WORD_CHARS = 24;
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+(?:[-.'’][\\p{L}\\p{N}]+)*");
    private static final Set<String> EMPTY_WORDS =
            Set.of(("a about above after again all also although always am an and any"
                            + " anyone are as at be because been before being best better between both but by can can't could did"
                            + " different difference do does doesn't doing don't down during each easy either else even ever every"
                            + " example explain few find first for from get give go going good great had has have he help her here"
                            + " him his how i i'm if in into is isn't it it's its just keep kind know learn less let like list"
                            + " little long look lot make makes many may me mean means might more most much must my need never new"
                            + " nice no not now of off often on once one only or other our out over own paragraph paragraphs part"
                            + " please possible really right said same say sentence sentences she should show simple small so some"
                            + " someone something such take tell than thank thanks that the their them then there these they thing"
                            + " things think this those through to too two under until up us use used using very want was way we"
                            + " well were what what's when where whether which while who whole whom why will with within without"
                            + " word words work works would write yes yet you your yours describe call short three hello hi hey")
                    .split(" "));

    static Question of(String text) {
        List<String> meaning = new ArrayList<>();
        List<String> subject = new ArrayList<>();
        boolean open = true;
        int end = 0;
        Matcher words = WORD.matcher(text);
        while (words.find()) {
            String word = clip(words.group(), WORD_CHARS);
            boolean carries = word.length() > 1
                    && !EMPTY_WORDS.contains(word.toLowerCase(Locale.ROOT).replace('’', '\''));
            boolean adjoins = text.substring(end, words.start()).isBlank();
            end = words.end();
            if (!subject.isEmpty() && (!carries || !adjoins)) open = false;
            if (!carries) continue;
            meaning.add(word.toLowerCase(Locale.ROOT));
            if (open && subject.size() < SUBJECT_WORDS) subject.add(word);
        }
        return new Question(quote(text), subject.isEmpty() ? "this" : String.join(" ", subject), List.copyOf(meaning));
    }

    private static String quote(String text) {
        String[] words = text.replaceAll("[\\s`*#>|“”\"]+", " ").strip().split(" ");
        StringBuilder quote = new StringBuilder();
        int taken = 0;
        while (taken < words.length && taken < QUOTED_WORDS && quote.length() < QUOTED_CHARS)
            quote.append(taken == 0 ? "" : " ").append(words[taken++]);
        String cut = clip(quote.toString(), QUOTED_CHARS);
        if (taken < words.length || cut.length() < quote.length()) return cut.replaceAll("[\\p{P}]+$", "") + " …";
        return cut.replaceAll("[.,;:]+$", "");
    }

    private static String clip(String text, int chars) {
        if (text.length() <= chars) return text;
        return text.substring(0, Character.isHighSurrogate(text.charAt(chars - 1)) ? chars - 1 : chars);
    }
}
