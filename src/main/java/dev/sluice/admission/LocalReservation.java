package dev.sluice.admission;

/** A reservation against accounts in this process. Any thread. */
final class LocalReservation implements Reservation {
    private final Limits limits;
    final Account user;
    /** Of the API key, or null. */
    final Account key;

    final Estimate estimate;
    private final RateState state;
    /** Under the guard of the limits. */
    boolean settled;

    LocalReservation(Limits limits, Account user, Account key, Estimate estimate, RateState state) {
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

    @Override
    public void settle(long actualTokens) {
        if (actualTokens < 0)
            throw new IllegalArgumentException("actualTokens: got " + actualTokens + ", expected 0 or more");
        limits.settle(this, actualTokens);
    }
}
