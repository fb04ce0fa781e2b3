package dev.sluice.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** All topics, read from the class path when the first answer is composed. Immutable, any thread. */
final class Library {
    private static final List<Topic> SPECIAL = List.of(
            load("software"),
            load("science"),
            load("cooking"),
            load("travel"),
            load("writing"),
            load("work"),
            load("wellbeing"));
    static final Topic GENERAL = load("general");

    private Library() {}

    /** The topic that knows most of the question's words; the general one where none knows any. */
    static Topic topicOf(Question question) {
        Topic best = GENERAL;
        long most = 0;
        for (Topic topic : SPECIAL) {
            long known =
                    question.words().stream().filter(topic.keys()::contains).count();
            if (known > most) {
                most = known;
                best = topic;
            }
        }
        return best;
    }

    /** For answers that are longer than one topic's patterns: the special topics in turn. */
    static Topic other(int turn) {
        return SPECIAL.get(Math.floorMod(turn, SPECIAL.size()));
    }

    private static Topic load(String name) {
        String path = "prose/" + name + ".txt";
        try (InputStream in = Library.class.getResourceAsStream(path)) {
            if (in == null) throw new IllegalStateException("missing resource " + path);
            return Topic.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
