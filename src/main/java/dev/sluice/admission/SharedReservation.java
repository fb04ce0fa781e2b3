package dev.sluice.admission;

/** A reservation against accounts that several nodes share. */
final class SharedReservation extends CountedReservation {
    private final LookAhead limits;
    final PendingReservation of;

    SharedReservation(LookAhead limits, PendingReservation of, RateState state) {
        super(state);
        this.limits = limits;
        this.of = of;
    }

    @Override
    void count(long actualTokens) {
        limits.settle(this, actualTokens);
    }
}
