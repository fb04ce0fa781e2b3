package dev.sluice.admission;

import java.io.IOException;

/**
 * Estimates by counting the first texts of a request with a tokenizer, and what is beyond them at the same number of
 * bytes a token: the cost of counting stays the same however long the prompt is. Where there is no tokenizer, or none
 * yet, four bytes are a token. Any thread.
 */
public final class ChatTokens implements TokenEstimate {
    private static final int BYTES_PER_TOKEN = 4;

    /**
     * Every message is framed by three, and the answer is primed with three (OpenAI's cookbook, "How to count tokens").
     */
    private static final int FRAME = 3;

    /**
     * What OpenAI bills for an image of 1024 x 1024 in high detail. Files are of any length; this is a guess for them.
     */
    private static final int MEDIA = 765;

    private final Tokenizer tokenizer;
    private final int counted;
    private final int answer;

    /**
     * @param tokenizer {@link LazyTokenizer}, or {@link Tokenizer#NONE}
     * @param counted   characters of a prompt that are counted exactly; 8,000 cost about 0.4 ms
     * @param answer    tokens to expect of an answer whose length the caller did not limit
     */
    public ChatTokens(Tokenizer tokenizer, int counted, int answer) {
        if (counted < 0) throw new IllegalArgumentException("counted: got " + counted + ", expected 0 or more");
        if (answer < 0) throw new IllegalArgumentException("answer: got " + answer + ", expected 0 or more");
        this.tokenizer = tokenizer;
        this.counted = counted;
        this.answer = answer;
    }

    @Override
    public Estimate of(byte[] body, int from, int to, Integer maxTokens, int choices) {
        long each = maxTokens == null ? answer : Math.max(0, maxTokens);
        return new Estimate(prompt(body, from, to), each * Math.max(1, choices));
    }

    private long prompt(byte[] body, int from, int to) {
        PromptText text;
        try {
            text = PromptText.read(body, from, to, counted);
        } catch (IOException noJson) {
            return byBytes(to - from);
        }
        return tokens(text) + (long) FRAME * text.messages() + FRAME + (long) MEDIA * text.media();
    }

    private long tokens(PromptText text) {
        if (text.sampleBytes() == 0) return byBytes(text.bytes());
        long sample = tokenizer.count(text.sample());
        if (sample < 0) return byBytes(text.bytes());
        if (text.sampleBytes() == text.bytes()) return sample;
        return Math.round(sample * ((double) text.bytes() / text.sampleBytes()));
    }

    private static long byBytes(long bytes) {
        return (bytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN;
    }
}
