package dev.sluice.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an answer can pick up from the user's words.
 *
 * @param quote   the first words of the question, on one line and without markup; empty where there are none
 * @param subject the longest run of words that name something, at most three, such as {@code your fan-out edge}; or {@code the
 *                topic}
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
                            + " word words work works would yes yet you your yours describe call short three hello hi hey")
                    .split(" "));

    /** Words that tell the topic but are seldom what the question is about. */
    private static final Set<String> ASKING_WORDS =
            Set.of(("answer article bake blue bullet build buy calculate cold compare cook"
                            + " copy count create design differ draft edit email essay fast fix generate guide hard headline hot"
                            + " ideas improve implement introduction letter overview plan poem points prepare recipe recommend red"
                            + " rewrite slogan slow story suggest summarise summarize summary text tips translate visit write"
                            + " writing four five six seven eight nine ten hundred thousand monday tuesday wednesday thursday"
                            + " friday saturday sunday today tomorrow yesterday tonight")
                    .split(" "));

    /** How the answer refers to what the question introduced. */
    private static final Map<String, String> ARTICLES =
            Map.of("a", "the ", "an", "the ", "the", "the ", "my", "your ", "our", "your ");

    static Question of(String text) {
        List<String> meaning = new ArrayList<>();
        List<String> run = new ArrayList<>();
        List<String> longest = List.of();
        String longestsArticle = "";
        String article = "";
        String before = "";
        int end = 0;
        Matcher words = WORD.matcher(text);
        while (words.find()) {
            String word = clip(words.group(), WORD_CHARS);
            String lower = word.toLowerCase(Locale.ROOT).replace('’', '\'');
            boolean carries = word.codePointCount(0, word.length()) > 1 && !EMPTY_WORDS.contains(lower);
            boolean names = carries && !ASKING_WORDS.contains(lower) && !lower.matches("\\d+");
            if (!names || !text.substring(end, words.start()).isBlank()) run = new ArrayList<>();
            end = words.end();
            if (carries) meaning.add(lower);
            if (names && run.isEmpty()) article = ARTICLES.getOrDefault(before, "");
            before = lower;
            if (!names) continue;
            if (run.size() < SUBJECT_WORDS) run.add(word);
            if (run.size() < longest.size()) continue;
            longest = run;
            longestsArticle = article;
        }
        String subject = longest.isEmpty() ? "the topic" : longestsArticle + String.join(" ", longest);
        return new Question(quote(text), subject, List.copyOf(meaning));
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
