package dev.sluice.simulator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Composes an answer in markdown: an opening that takes up the user's words, paragraphs, a list or some code, a closing.
 * The same question and seed give the same text everywhere ({@link Random}'s algorithm is fixed by its contract).
 */
final class Composer {
    private final Topic topic;
    private final Random random;
    private final SentencePattern pattern;
    private final List<String> parts = new ArrayList<>();
    private final Question question;

    private Composer(Question question, long seed) {
        this.topic = Library.topicOf(question);
        this.random = new Random(seed);
        this.pattern = new SentencePattern(question, topic.subject(question), random);
        this.question = question;
    }

    /** An answer of natural length: about 150 to 400 tokens. */
    static String natural(Question question, long seed) {
        Composer composer = new Composer(question, seed);
        composer.opening();
        List<List<String>> paragraphs = composer.shuffled(composer.topic.paragraphs());
        int count = 2 + composer.random.nextInt(2);
        paragraphs.subList(0, count).forEach(composer::paragraph);
        composer.aside(composer.topic);
        composer.paragraph(paragraphs.get(count));
        composer.closing();
        return String.join("\n\n", composer.parts);
    }

    /** A text that goes on, under headings, until it has at least {@code chars} characters. */
    static String endless(Question question, long seed, int chars) {
        Composer composer = new Composer(question, seed);
        composer.opening();
        for (int turn = 0; composer.length() < chars; turn++) {
            Topic next = turn == 0 ? composer.topic : turn % 2 == 1 ? Library.GENERAL : Library.other(turn / 2);
            if (turn > 0) composer.parts.add("## " + composer.one(Library.GENERAL.heads()));
            composer.shuffled(next.paragraphs()).subList(0, 4).forEach(composer::paragraph);
            composer.aside(next);
        }
        return String.join("\n\n", composer.parts);
    }

    private int length() {
        return parts.stream().mapToInt(part -> part.length() + 2).sum();
    }

    private void opening() {
        parts.add(one(
                question.quote().isEmpty()
                        ? Library.GENERAL.blanks()
                        : random.nextInt(4) == 0 ? Library.GENERAL.opens() : topic.opens()));
    }

    private void closing() {
        parts.add(one(topic.closes()));
    }

    private void paragraph(List<String> sentences) {
        parts.add(sentences.stream()
                .map(pattern::fill)
                .filter(sentence -> !sentence.isEmpty())
                .collect(Collectors.joining(" ")));
    }

    private void aside(Topic from) {
        List<Topic.Code> wanted = from.codes().stream()
                .filter(code -> code.words().stream().anyMatch(question.words()::contains))
                .toList();
        List<Topic.Code> codes = wanted.isEmpty() ? from.codes() : wanted;
        if (!codes.isEmpty() && random.nextInt(3) > (wanted.isEmpty() ? 1 : 0))
            code(codes.get(random.nextInt(codes.size())));
        else list(from.lists().get(random.nextInt(from.lists().size())));
    }

    private void code(Topic.Code code) {
        parts.add(pattern.fill(code.lead()));
        parts.add("```" + code.language() + "\n" + code.text() + "\n```");
    }

    private void list(List<String> lines) {
        boolean numbered = random.nextInt(3) == 0;
        parts.add(pattern.fill(lines.get(0)));
        StringBuilder items = new StringBuilder();
        for (int i = 1; i < lines.size(); i++) {
            if (i > 1) items.append('\n');
            items.append(numbered ? i + ". " : "- ").append(pattern.fill(lines.get(i)));
        }
        parts.add(items.toString());
    }

    private String one(List<String> alternatives) {
        return pattern.fill(alternatives.get(random.nextInt(alternatives.size())));
    }

    private <T> List<T> shuffled(List<T> all) {
        List<T> copy = new ArrayList<>(all);
        Collections.shuffle(copy, random);
        return copy;
    }
}
