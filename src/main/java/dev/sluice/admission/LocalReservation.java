package dev.sluice.admission;

/** A reservation against accounts in this process. */
final class LocalReservation extends CountedReservation {
    private final Limits limits;
    final Account user;
    /** Of the API key, or null. */
    final Account key;

    final Estimate estimate;

    LocalReservation(Limits limits, Account user, Account key, Estimate estimate, RateState state) {
        super(state);
        this.limits = limits;
        this.user = user;
        this.key = key;
        this.estimate = estimate;
    }

    @Override
    void count(long actualTokens) {
        limits.settle(this, actualTokens);
    }
}
