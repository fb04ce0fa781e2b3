package dev.sluice.admission;

/** Counts tokens. Any thread. */
@FunctionalInterface
public interface Tokenizer {
    /** Knows nothing: everybody counts bytes. */
    Tokenizer NONE = text -> -1;

    /**
     * How many tokens the text has; -1 where that cannot be said (yet). Special tokens written out in it are plain
     * text.
     */
    int count(String text);
}
