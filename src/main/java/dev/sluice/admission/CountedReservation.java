package dev.sluice.admission;

/** A reservation that is settled once, under the guard of whoever keeps the accounts. Any thread. */
abstract class CountedReservation implements Reservation {
    private final RateState state;
    /** Under the guard of the accounts. */
    boolean settled;

    CountedReservation(RateState state) {
        this.state = state;
    }

    @Override
    public final RateState state() {
        return state;
    }

    @Override
    public final void settle(long actualTokens) {
        if (actualTokens < 0)
            throw new IllegalArgumentException("actualTokens: got " + actualTokens + ", expected 0 or more");
        count(actualTokens);
    }

    /** Tells the accounts, which take the first call alone. */
    abstract void count(long actualTokens);
}
