package dev.sluice.admission;

/**
 * A request's share of its user's limits, from its admission to its end. Has one owner, who {@link #settle}s it once
 * it is known what the request used, however it ended; until then its place among the user's concurrent requests is
 * taken. Any thread.
 */
public final class Reservation implements Admission {
    private final Limits limits;
    final Account user;
    /** Of the API key, or null. */
    final Account key;

    final Estimate estimate;
    private final RateState state;
    /** Under the guard of the limits. */
    boolean settled;

    Reservation(Limits limits, Account user, Account key, Estimate estimate, RateState state) {
        this.limits = limits;
        this.user = user;
        this.key = key;
        this.estimate = estimate;
        this.state = state;
    }

    @Override
    public RateState state() {
        return state;
    }

    /**
     * Puts the truth in the place of the estimate: what was reserved too much comes back, what was used beyond it is
     * charged, if need be as a debt that time pays. The request itself stays counted. Idempotent: the first call
     * counts.
     *
     * @param actualTokens of prompt and answer together; 0 where the request never went out
     */
    public void settle(long actualTokens) {
        if (actualTokens < 0)
            throw new IllegalArgumentException("actualTokens: got " + actualTokens + ", expected 0 or more");
        limits.settle(this, actualTokens);
    }
}
