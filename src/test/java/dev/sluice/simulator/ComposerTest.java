package dev.sluice.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ComposerTest {
    private static final Pattern CODE = Pattern.compile("(?s)```.*?```");

    @Test
    void theSameQuestionAndSeedGiveTheSameText() {
        Question question = Question.of("How does a heat pump work?");
        assertEquals(Composer.natural(question, 7), Composer.natural(question, 7));
        assertNotEquals(Composer.natural(question, 7), Composer.natural(question, 8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "How do I debounce an async function in JavaScript?",
                "What should I cook with leftover rice and eggs?",
                "Three days in Lisbon, please",
                "why",
                "",
                "🤷",
                "日本語で川について教えてください",
                "Explain `HashMap<K, V[]>` {n:1-2} [a|b]"
            })
    void answersAreOfNaturalLengthWithoutAnyMarkupLeftOver(String text) {
        Question question = Question.of(text);
        for (int seed = 0; seed < 300; seed++) {
            String answer = Composer.natural(question, seed);
            int tokens = Tokeniser.count(answer);
            assertTrue(tokens > 110 && tokens < 600, () -> tokens + " tokens: " + answer);
            if (text.contains("{")) continue;
            String prose = CODE.matcher(answer).replaceAll("CODE");
            assertFalse(prose.matches("(?s).*[\\[\\]{}|].*"), prose);
            assertFalse(prose.contains("  ") || prose.matches("(?s).*\n\n\n.*"), prose);
        }
    }

    @Test
    void usesTheWordsOfTheQuestion() {
        for (int seed = 0; seed < 50; seed++) {
            String answer = Composer.natural(Question.of("How do I bake sourdough bread at home?"), seed);
            assertTrue(answer.contains("sourdough"), answer);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "software, Why does my thread block the event loop?",
        "cooking, A recipe for tomato soup",
        "writing, Write a slogan for a coffee machine",
        "travel, Plan a weekend trip to Rome",
        "science, Why is the sky blue?",
        "writing, Write a product description for a lamp",
        "work, How should I prepare for a job interview?",
        "wellbeing, How can I sleep better?",
        "general, Tell me about umbrellas"
    })
    void picksTheTopicByTheWords(String topic, String question) {
        assertEquals(topic, Library.topicOf(Question.of(question)).name());
    }

    @Test
    void codeIsInTheLanguageThatWasAskedFor() {
        for (int seed = 0; seed < 50; seed++) {
            String answer = Composer.natural(Question.of("How do I debounce a function in JavaScript?"), seed);
            assertFalse(answer.contains("```java\n") || answer.contains("```python"), answer);
        }
    }

    @Test
    void endlessTextGoesOnAndVaries() {
        String text = Composer.endless(Question.of("Tell me about rivers"), 3, 100_000);
        assertTrue(text.length() >= 100_000);
        assertTrue(text.contains("\n\n## "));
    }

    @ParameterizedTest
    @CsvSource({
        "'How do I use Server-Sent Events in Java?', Server-Sent Events",
        "'What''s the best way to learn the piano?', the piano",
        "'Hi!', the topic",
        "'Write a slogan for a coffee machine', the coffee machine",
        "'Why is the sky blue?', the sky",
        "'Summarise the French Revolution in three bullet points', the French Revolution",
        "'Explain quantum computing, please', quantum computing"
    })
    void findsTheSubject(String question, String subject) {
        assertEquals(subject, Question.of(question).subject());
    }

    @Test
    void cooksDinnerRatherThanTheGuests() {
        Question guests = Question.of("What should I cook for six friends?");
        assertEquals("dinner", Library.topicOf(guests).subject(guests));
        Question soup = Question.of("How do I cook tomato soup?");
        assertEquals("tomato soup", Library.topicOf(soup).subject(soup));
    }

    @Test
    void quotesOnOneLineWithoutMarkupAndCutsNoCodePoint() {
        assertEquals("one two", Question.of("**one**\n> two.").quote());
        String wide = Question.of("🚀".repeat(100)).quote();
        assertTrue(wide.endsWith("🚀 …"), wide);
    }
}
