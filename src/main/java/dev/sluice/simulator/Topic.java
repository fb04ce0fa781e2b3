package dev.sluice.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The sentence patterns of one field, read from {@code prose/NAME.txt}. A file consists of blocks that begin with {@code @}:
 * {@code @open}, {@code @close}, {@code @head}, {@code @blank} (each line is an alternative), {@code @para} (each line is the next sentence),
 * {@code @list} (a lead, then the items) and {@code @code LANGUAGE WORDS} (a lead, then the code as it is). {@link
 * SentencePattern}
 * explains the markup within lines.
 *
 * @param keys     words that let a question fall into this field
 * @param fallback what to talk about where the question's subject is none of the keys ({@code @it}); empty: about that anyway
 */
record Topic(
        String name,
        Set<String> keys,
        String fallback,
        List<String> opens,
        List<String> blanks,
        List<String> heads,
        List<List<String>> paragraphs,
        List<List<String>> lists,
        List<Code> codes,
        List<String> closes) {

    /**
     * @param words what a question says that wants this language
     * @param lead  the sentence in front of the block
     */
    record Code(String language, Set<String> words, String lead, String text) {}

    static Topic read(String file) {
        String name = "";
        Set<String> keys = Set.of();
        String fallback = "";
        List<String> opens = List.of();
        List<String> blanks = List.of();
        List<String> heads = List.of();
        List<String> closes = List.of();
        List<List<String>> paragraphs = new ArrayList<>();
        List<List<String>> lists = new ArrayList<>();
        List<Code> codes = new ArrayList<>();
        for (String block : file.strip().substring(1).split("\n@")) {
            List<String> lines = List.of(block.split("\n"));
            String[] title = lines.get(0).split(" ");
            List<String> body = lines.subList(1, lines.size());
            switch (title[0]) {
                case "topic" -> name = title[1];
                case "keys" ->
                    keys = Set.of(
                            lines.get(0).substring("keys".length()).strip().split(" "));
                case "it" -> fallback = lines.get(0).substring("it ".length());
                case "open" -> opens = body;
                case "blank" -> blanks = body;
                case "head" -> heads = body;
                case "close" -> closes = body;
                case "para" -> paragraphs.add(body);
                case "list" -> lists.add(body);
                case "code" -> codes.add(code(List.of(title), body));
                default -> throw new IllegalArgumentException("unknown block @" + title[0]);
            }
        }
        return new Topic(name, keys, fallback, opens, blanks, heads, paragraphs, lists, codes, closes);
    }

    /** What an answer in this field calls the subject of the question: of dinner one says that it tastes dull, not of the guests. */
    String subject(Question question) {
        if (fallback.isEmpty()) return question.subject();
        for (String word : question.subject().toLowerCase(Locale.ROOT).split(" "))
            if (keys.contains(word)) return question.subject();
        return fallback;
    }

    private static Code code(List<String> title, List<String> body) {
        Set<String> words = Set.copyOf(title.subList(1, title.size()));
        return new Code(title.get(1), words, body.get(0), String.join("\n", body.subList(1, body.size())));
    }
}
