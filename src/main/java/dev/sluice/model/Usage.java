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
    public static final Usage NONE = new Usage(0, 0, 0, 0);

    public long totalTokens() {
        return promptTokens + completionTokens;
    }
}
