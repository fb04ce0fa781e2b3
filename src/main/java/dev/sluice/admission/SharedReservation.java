package dev.sluice.admission;

/** A reservation against accounts that several nodes share. Any thread. */
final class SharedReservation implements Reservation {
    private final LookAhead limits;
    final PendingReservation of;
    private final RateState state;
    /** Under the guard of the limits. */
    boolean settled;

    SharedReservation(LookAhead limits, PendingReservation of, RateState state) {
        this.limits = limits;
        this.of = of;
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
