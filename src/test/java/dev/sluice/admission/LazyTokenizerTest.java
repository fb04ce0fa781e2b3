package dev.sluice.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LazyTokenizerTest {
    private final List<Runnable> background = new ArrayList<>();
    private final LazyTokenizer tokenizer = new LazyTokenizer(background::add);

    @Test
    void loadsWhenTheFirstTextComesAndInTheBackground() {
        assertTrue(background.isEmpty());
        assertEquals(-1, tokenizer.count("hello"));
        assertEquals(-1, tokenizer.count("hello"));
        assertEquals(1, background.size(), "asked for once");
        background.get(0).run();
        assertEquals(1, tokenizer.count("hello"));
        assertEquals(1, background.size());
    }

    @Test
    void countsAsTheModelsDo() {
        tokenizer.count("");
        background.get(0).run();
        // Counts of OpenAI's tiktoken, o200k_base.
        assertEquals(0, tokenizer.count(""));
        assertEquals(2, tokenizer.count("hello world"));
        assertEquals(10, tokenizer.count("The quick brown fox jumps over the lazy dog."));
        assertTrue(tokenizer.count("<|endoftext|>") > 1, "a special token written out is text");
        assertTrue(tokenizer.count("half a pair: \ud83d") > 0);
    }
}
