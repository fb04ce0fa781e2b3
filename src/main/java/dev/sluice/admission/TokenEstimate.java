package dev.sluice.admission;

/** How many tokens a chat request is going to use, before anybody has counted them. Any thread. */
public interface TokenEstimate {
    /**
     * Estimates a request in any of the dialects (OpenAI, Anthropic, Gemini). Never fails: a body that is no JSON is
     * estimated by its length.
     *
     * @param body      the request's JSON, in UTF-8, at {@code [from, to)}
     * @param maxTokens the most that an answer may have, or null where the caller did not say
     * @param choices   how many answers are wanted, 1 or more
     */
    Estimate of(byte[] body, int from, int to, Integer maxTokens, int choices);
}
