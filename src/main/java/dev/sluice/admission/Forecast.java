package dev.sluice.admission;

import dev.sluice.model.Tier;

/**
 * How long a ticket will wait, with those counted who will come later and go before it. A fluid model: a ticket that
 * is due in {@code d} is overtaken by whoever of tier u comes within the next {@code d - penalty(u)}, so with one
 * permit back every {@code i} and {@code a(u)} arrivals of each tier per nanosecond the wait W solves
 *
 * <pre>W = i x (turns + sum over u of a(u) x min(W, max(0, d - penalty(u))))</pre>
 *
 * which is piecewise linear and solved exactly, in a step per tier. Guarded by its queue.
 */
final class Forecast {
    /** Arrivals are remembered for about so long. */
    private static final double MEMORY_NANOS = 10e9;

    /** Arrivals fewer than this are as good as none: the next one begins a new flow. */
    private static final double FORGOTTEN = 0.05;

    private static final int TIERS = Tier.values().length;

    private final long[] penalties = new long[TIERS];
    private final double[] arrivals = new double[TIERS];
    private final long[] seen = new long[TIERS];
    private final long[] since = new long[TIERS];
    private final double[] lead = new double[TIERS];
    private final double[] rate = new double[TIERS];

    Forecast(QueuePolicy policy) {
        for (Tier tier : Tier.values())
            penalties[tier.ordinal()] = policy.of(tier).penalty().toNanos();
    }

    /**
     * Somebody came. One with much outstanding is due late and overtakes few, so it counts for less: a flood of one
     * user must not make the outlook of everybody behind its tier worse than it is.
     */
    void arrived(Tier tier, int outstanding, long now) {
        int u = tier.ordinal();
        double before = arrivals[u] * faded(u, now);
        if (before < FORGOTTEN) since[u] = now;
        arrivals[u] = before + 1.0 / (1 + outstanding);
        seen[u] = now;
    }

    /**
     * Arrivals of a tier per nanosecond: what is remembered, over the time that the memory covers so far.
     *
     * @param age above 0
     */
    private double rate(int u, double age, long now) {
        return arrivals[u] * faded(u, now) / (MEMORY_NANOS * (1 - Math.exp(-age / MEMORY_NANOS)));
    }

    /**
     * @param turns    permits that must come back: 1 for who is next
     * @param deadline of the ticket
     * @param interval nanoseconds between two permits that come back
     * @return nanoseconds from now
     */
    long waitNanos(int turns, long deadline, double interval, long now) {
        double slope = 0;
        for (int u = 0; u < TIERS; u++) {
            double age = now - since[u];
            lead[u] = Math.max(0, deadline - now - penalties[u]);
            // A burst is no flow: for how long it has been seen, for so long it is expected to go on.
            if (age < MEMORY_NANOS) lead[u] = Math.min(lead[u], age);
            rate[u] = lead[u] > 0 ? rate(u, age, now) : 0;
            slope += rate[u];
        }
        double certain = turns;
        while (true) {
            int next = shortestLead();
            double share = 1 - interval * slope;
            double wait = share > 0 ? interval * certain / share : Double.POSITIVE_INFINITY;
            if (next < 0 || wait <= lead[next]) return (long) wait;
            // The wait outlasts this tier's chance to overtake: those who will have used it are certain now.
            certain += rate[next] * lead[next];
            slope -= rate[next];
            rate[next] = 0;
        }
    }

    /** The tier, of those that still overtake, which stops first; -1 for none. */
    private int shortestLead() {
        int shortest = -1;
        for (int u = 0; u < TIERS; u++) if (rate[u] > 0 && (shortest < 0 || lead[u] < lead[shortest])) shortest = u;
        return shortest;
    }

    private double faded(int u, long now) {
        return Math.exp((seen[u] - now) / MEMORY_NANOS);
    }
}
