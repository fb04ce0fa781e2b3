package dev.sluice.admission;

import dev.sluice.admission.SharedBuckets.Amount;
import dev.sluice.admission.SharedBuckets.Draw;
import dev.sluice.admission.SharedBuckets.Drawn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What this node has drawn of a shared account and not used yet. Guarded by {@link LookAhead}; times are nanoseconds.
 *
 * <p>The stock is what makes a hot account cheap: with each draw a node takes about as much ahead as it used within the last tick,
 * and what it does not use goes back with the next one. Never more than a hundredth of a minute's worth is ahead, so that a node
 * keeps little from the others.
 */
final class SharedAccount {
    /** A refusal is believed for so long without asking again: others may have given something back meanwhile. */
    private static final long FRESH_NANOS = 100_000_000;

    private static final int AHEAD_SHARE = 100;
    private static final int SLOTS_SHARE = 8;
    private static final long RENEW_NANOS = SharedBuckets.SLOTS_LIVE_NANOS / 3;

    final String name;
    private Rates rates;
    /** In stock; below 0 a debt that is not drawn yet. */
    private long requests;

    private long tokens;
    private int slots;
    private int running;

    private long usedRequests;
    private long usedTokens;
    private long aheadRequests;
    private long aheadTokens;

    private long requestsMissing;
    private long tokensMissing;
    private long askedAt;
    private boolean slotsShort;
    private boolean asked;

    private boolean drawing;
    private Draw underway;
    private List<PendingReservation> included = new ArrayList<>(0);
    private List<PendingReservation> waiting = new ArrayList<>(0);

    SharedAccount(String name, Rates rates) {
        this.name = name;
        this.rates = rates;
    }

    Rates rates() {
        return rates;
    }

    void rates(Rates now) {
        rates = now;
    }

    long charge(Estimate estimate) {
        return Math.min(estimate.total(), rates.tokens());
    }

    /** Whether the stock is enough. Those who wait for a draw come first, unless it is one of them who asks. */
    boolean has(Estimate estimate, boolean waited) {
        boolean turn = waited || waiting.isEmpty() && included.isEmpty();
        return turn && requests >= 1 && tokens >= charge(estimate) && running < slots;
    }

    void begin(Estimate estimate) {
        requests--;
        tokens -= charge(estimate);
        running++;
        usedRequests++;
        usedTokens += charge(estimate);
    }

    void end(Estimate estimate, long actual) {
        running--;
        tokens += charge(estimate) - actual;
    }

    /** Why not, as far as the last answer tells, or null where it tells nothing against it. */
    Admission.Refusal refuse(Estimate estimate, RateState state, long now) {
        if (estimate.prompt() > rates.tokens())
            return Admission.Refusal.never(rates.tokens(), estimate.prompt(), state);
        if (!asked) return null;
        if (running >= slots && slotsShort) return Admission.Refusal.concurrent(rates.concurrent(), state);
        long forRequest = wait(rates.requests(), requestsMissing(now), 1 - requests);
        long forTokens = wait(rates.tokens(), tokensMissing(now), charge(estimate) - tokens);
        if (forRequest == 0 && forTokens == 0) return null;
        return forRequest >= forTokens
                ? Admission.Refusal.later(Admission.Limit.REQUESTS, rates.requests(), forRequest, state)
                : Admission.Refusal.later(Admission.Limit.TOKENS, rates.tokens(), forTokens, state);
    }

    /** Whether what is known of the shared buckets is news. */
    boolean fresh(long now) {
        return asked && now - askedAt < FRESH_NANOS;
    }

    /** Until so much more is in the shared bucket; 0 for now. */
    private static long wait(long perMinute, long missing, long more) {
        if (more <= 0) return 0;
        return Math.max(0, missing + cost(perMinute, more) - Bucket.MINUTE_NANOS);
    }

    private static long cost(long perMinute, long amount) {
        return Math.min(amount, Bucket.MOST) * Bucket.MINUTE_NANOS / perMinute;
    }

    private long requestsMissing(long now) {
        return Math.max(0, requestsMissing - (now - askedAt));
    }

    private long tokensMissing(long now) {
        return Math.max(0, tokensMissing - (now - askedAt));
    }

    /** As far as this node knows: what is in the shared buckets and what it has in stock. */
    RateState state(long now) {
        return new RateState(
                rate(rates.requests(), requestsMissing(now), requests),
                rate(rates.tokens(), tokensMissing(now), tokens));
    }

    private static RateState.Rate rate(long perMinute, long missing, long stock) {
        long mine = Math.max(0, missing - (stock < 0 ? -cost(perMinute, -stock) : cost(perMinute, stock)));
        long there = Math.max(0, Bucket.MINUTE_NANOS - mine) * perMinute / Bucket.MINUTE_NANOS;
        return new RateState.Rate(perMinute, there, Duration.ofNanos(mine));
    }

    void await(PendingReservation pending) {
        waiting.add(pending);
    }

    /** The draw that is to be made now, or null where one is under way or none is needed. */
    Draw next(boolean tick, long now) {
        if (drawing) return null;
        Draw draw = tick ? tick(now) : waiting.isEmpty() ? null : draw(now);
        if (draw == null) return null;
        drawing = true;
        underway = draw;
        included = waiting;
        waiting = new ArrayList<>(0);
        // What is given back or paid is out of the stock while it is on its way.
        requests += draw.requests().settled();
        tokens += draw.tokens().settled();
        slots = Math.min(slots, draw.slots());
        return draw;
    }

    private Draw tick(long now) {
        aheadRequests = Math.min(usedRequests, rates.requests() / AHEAD_SHARE);
        aheadTokens = Math.min(usedTokens, rates.tokens() / AHEAD_SHARE);
        usedRequests = 0;
        usedTokens = 0;
        boolean renew = slots > 0 && now - askedAt >= RENEW_NANOS;
        boolean surplus = requests > aheadRequests || tokens > aheadTokens || slots > running + aheadSlots();
        return surplus || tokens < 0 || renew || !waiting.isEmpty() ? draw(now) : null;
    }

    private Draw draw(long now) {
        long needRequests = waiting.size();
        long needTokens = 0;
        for (PendingReservation each : waiting) needTokens += charge(each.estimate());
        int wantSlots = (int) Math.min(rates.concurrent(), (long) running + waiting.size() + aheadSlots());
        return new Draw(
                name,
                rates,
                amount(requests, needRequests, aheadRequests),
                amount(tokens, needTokens, aheadTokens),
                wantSlots,
                running);
    }

    private static Amount amount(long stock, long need, long ahead) {
        long surplus = stock - need - ahead;
        if (stock < 0) return new Amount(-stock, need, ahead);
        if (surplus >= 0) return new Amount(-surplus, 0, 0);
        return new Amount(0, Math.max(0, need - stock), Math.min(ahead, -surplus));
    }

    private int aheadSlots() {
        return (int) Math.min(aheadRequests, rates.concurrent() / SLOTS_SHARE);
    }

    /**
     * Takes what was drawn into the stock; yields whose turn it is now.
     *
     * @param drawn null where nobody answered
     */
    List<PendingReservation> drawn(Drawn drawn, long now) {
        drawing = false;
        if (drawn == null) {
            // It may have been done all the same: what was given back is given back, what was owed is paid.
            slotsShort = false;
        } else {
            requests += drawn.requests();
            tokens += drawn.tokens();
            slots = drawn.slots();
            slotsShort = drawn.slots() < underway.slots();
            requestsMissing = drawn.requestsMissingNanos();
            tokensMissing = drawn.tokensMissingNanos();
            askedAt = now;
            asked = true;
        }
        return included;
    }

    /** Whether a draw is done, and some of those who waited for it have yet to be served or refused. */
    boolean telling() {
        return !drawing && !included.isEmpty();
    }

    /** All whose turn it was have been served or refused. */
    void served() {
        included = new ArrayList<>(0);
    }

    /** Whether nothing would be lost if it were forgotten. */
    boolean idle() {
        return running == 0
                && slots == 0
                && requests == 0
                && tokens == 0
                && !drawing
                && waiting.isEmpty()
                && included.isEmpty()
                && usedRequests == 0;
    }
}
