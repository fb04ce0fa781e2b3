package dev.sluice.admission;

/**
 * A request's share of its user's limits, from its admission to its end. Has one owner, who {@link #settle}s it once
 * it is known what the request used, however it ended; until then its place among the user's concurrent requests is
 * taken. Any thread.
 */
public non-sealed interface Reservation extends Admission {
    /**
     * Puts the truth in the place of the estimate: what was reserved too much comes back, what was used beyond it is
     * charged, if need be as a debt that time pays. The request itself stays counted. Idempotent: the first call
     * counts.
     *
     * @param actualTokens of prompt and answer together; 0 where the request never went out
     */
    void settle(long actualTokens);
}
