package dev.sluice.model;

/**
 * Tokens of one answer, in OpenAI's sense: prompt includes cached prompt tokens, completion includes reasoning.
 *
 * @param promptTokens     tokens read
 * @param completionTokens tokens written
 * @param cachedTokens     of the prompt, those read from the provider's cache
 * @param reasoningTokens  of the completion, those that were reasoning
 */
public record Usage(long promptTokens, long completionTokens, long cachedTokens, long reasoningTokens) {
    /** Nothing was used, or nothing is known. */
    public static final Usage NONE = new Usage(0, 0, 0, 0);

    /**
     * What is known once {@code later} came, too. Providers send running totals and leave members out: a total replaces an earlier
     * one, and a missing one (0) does not wipe it.
     */
    public Usage then(Usage later) {
        return new Usage(
                later.promptTokens > 0 ? later.promptTokens : promptTokens,
                later.completionTokens > 0 ? later.completionTokens : completionTokens,
                later.cachedTokens > 0 ? later.cachedTokens : cachedTokens,
                later.reasoningTokens > 0 ? later.reasoningTokens : reasoningTokens);
    }

    /** Prompt and completion; what is part of either counts once. */
    public long totalTokens() {
        return promptTokens + completionTokens;
    }
}
