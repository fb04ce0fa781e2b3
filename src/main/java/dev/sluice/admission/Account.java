package dev.sluice.admission;

/** The use of one user or one API key. Guarded by {@link Limits}. */
final class Account {
    final Rates rates;
    final Bucket requests;
    final Bucket tokens;
    private int running;

    Account(Rates rates, long now) {
        this.rates = rates;
        this.requests = new Bucket(rates.requests(), now);
        this.tokens = new Bucket(rates.tokens(), now);
    }

    /**
     * What a request is charged until its truth is known: no more than a full bucket, or a long answer that is merely
     * allowed could never begin.
     */
    long charge(Estimate estimate) {
        return Math.min(estimate.total(), rates.tokens());
    }

    /** Why not, or null. Charges nothing. */
    Admission.Refusal refuse(Estimate estimate, RateState state, long now) {
        if (estimate.prompt() > rates.tokens())
            return Admission.Refusal.never(rates.tokens(), estimate.prompt(), state);
        if (running >= rates.concurrent()) return Admission.Refusal.concurrent(rates.concurrent(), state);
        long forRequest = requests.waitNanos(1, now);
        long forTokens = tokens.waitNanos(charge(estimate), now);
        if (forRequest == 0 && forTokens == 0) return null;
        // Whichever takes longer, since both must be there.
        return forRequest >= forTokens
                ? Admission.Refusal.later(Admission.Limit.REQUESTS, rates.requests(), forRequest, state)
                : Admission.Refusal.later(Admission.Limit.TOKENS, rates.tokens(), forTokens, state);
    }

    void begin(long charged, long now) {
        running++;
        requests.take(1, now);
        tokens.take(charged, now);
    }

    void end(long charged, long actual, long now) {
        running--;
        if (actual > charged) tokens.take(actual - charged, now);
        else tokens.giveBack(charged - actual, now);
    }

    RateState state(long now) {
        return new RateState(RateState.Rate.of(requests, now), RateState.Rate.of(tokens, now));
    }

    /** Whether a new account would be just like this one. */
    boolean idle(long now) {
        return running == 0 && requests.missing(now) == 0 && tokens.missing(now) == 0;
    }
}
