package dev.sluice.upstream.endpoint;

import dev.sluice.model.UpstreamPolicy.Balance;
import java.util.List;
import java.util.random.RandomGenerator;

/** Picks one of several endpoints that could all take the call. Under the guard of {@link Endpoints}. */
interface Balancer {
    /** @param from at least one, each with a share above 0 */
    Endpoint pick(List<Endpoint> from, long now);

    static Balancer of(Balance balance, RandomGenerator random) {
        return switch (balance) {
            case ROUND_ROBIN -> Balancer::inTurns;
            case LEAST_CONNECTIONS -> Balancer::leastLoaded;
            case RANDOM_2 -> (from, now) -> ofTwo(from, now, random);
        };
    }

    /**
     * Smooth weighted round robin, as nginx does it since 1.3.1: each gains its weight, the richest is picked and pays what all
     * gained together. Weights 5, 1, 1 give a a b a c a a, not a a a a a b c.
     */
    private static Endpoint inTurns(List<Endpoint> from, long now) {
        double total = 0;
        Endpoint best = null;
        for (Endpoint e : from) {
            double share = e.share(now);
            total += share;
            e.current += share;
            if (best == null || e.current > best.current) best = e;
        }
        best.current -= total;
        return best;
    }

    /** Equals take turns, so that an idle upstream does not send everything to its first endpoint. */
    private static Endpoint leastLoaded(List<Endpoint> from, long now) {
        double least = from.stream().mapToDouble(e -> e.load(now)).min().orElseThrow();
        return inTurns(from.stream().filter(e -> e.load(now) <= least).toList(), now);
    }

    /** Mitzenmacher, The Power of Two Choices in Randomized Load Balancing: nearly as good as the least loaded, and no herd. */
    private static Endpoint ofTwo(List<Endpoint> from, long now, RandomGenerator random) {
        Endpoint one = drawn(from, null, now, random);
        if (from.size() == 1) return one;
        Endpoint other = drawn(from, one, now, random);
        return other.load(now) < one.load(now) ? other : one;
    }

    private static Endpoint drawn(List<Endpoint> from, Endpoint but, long now, RandomGenerator random) {
        double total = 0;
        for (Endpoint e : from) if (e != but) total += e.share(now);
        double mark = random.nextDouble() * total;
        Endpoint last = null;
        for (Endpoint e : from) {
            if (e == but) continue;
            last = e;
            mark -= e.share(now);
            if (mark < 0) break;
        }
        return last;
    }
}
