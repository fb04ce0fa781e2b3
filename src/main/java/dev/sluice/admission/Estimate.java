package dev.sluice.admission;

/**
 * How many tokens a request is going to use, as far as one can tell.
 *
 * @param prompt 0 or more
 * @param answer the most that it may be long, or a guess; 0 or more
 */
public record Estimate(long prompt, long answer) {
    public Estimate {
        if (prompt < 0 || answer < 0)
            throw new IllegalArgumentException(
                    "prompt, answer: got " + prompt + ", " + answer + ", expected 0 or more");
    }

    /** Tokens that are reserved: both together. */
    public long total() {
        return prompt + answer;
    }
}
