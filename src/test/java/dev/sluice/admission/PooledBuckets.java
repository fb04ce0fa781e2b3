package dev.sluice.admission;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * The shared buckets as one naive pool in this process, in floating point: answers arrive late and, where a test says so, never.
 * What it does in one draw is what the store's script has to do.
 */
final class PooledBuckets {
    private static final class Pool {
        double requests;
        double tokens;
        long at;
        final Map<String, long[]> slots = new HashMap<>();
    }

    private record Late(long at, Runnable answer) {}

    private final Random random;
    private final long latest;
    private final Map<String, Pool> pools = new HashMap<>();
    private final List<Late> underway = new ArrayList<>();
    long now;
    int draws;
    boolean away;

    /** @param latest longest time until an answer comes, in nanoseconds */
    PooledBuckets(Random random, long latest) {
        this.random = random;
        this.latest = latest;
    }

    /** The pool as one node sees it. */
    SharedBuckets of(String node) {
        return new SharedBuckets() {
            @Override
            public void draw(Draw draw, Consumer<Drawn> told) {
                draws++;
                if (away) {
                    later(() -> told.accept(null));
                    return;
                }
                Drawn drawn = PooledBuckets.this.draw(node, draw);
                later(() -> told.accept(drawn));
            }

            @Override
            public boolean reachable() {
                return !away;
            }
        };
    }

    private void later(Runnable answer) {
        underway.add(new Late(now + (latest == 0 ? 0 : random.nextLong(latest)), answer));
    }

    /** Time passes; answers come when they are due. */
    void pass(long nanos) {
        now += nanos;
        for (List<Late> due = due(); !due.isEmpty(); due = due()) {
            underway.removeAll(due);
            for (Late each : due) each.answer().run();
        }
    }

    private List<Late> due() {
        return underway.stream().filter(l -> l.at() <= now).toList();
    }

    private SharedBuckets.Drawn draw(String node, SharedBuckets.Draw draw) {
        Rates rates = draw.rates();
        Pool pool = pools.computeIfAbsent(draw.account(), a -> {
            Pool full = new Pool();
            full.requests = rates.requests();
            full.tokens = rates.tokens();
            full.at = now;
            return full;
        });
        double passed = (now - pool.at) / (double) Bucket.MINUTE_NANOS;
        pool.at = now;
        pool.requests = Math.min(rates.requests(), pool.requests + passed * rates.requests());
        pool.tokens = Math.min(rates.tokens(), pool.tokens + passed * rates.tokens());
        long[] taken = new long[2];
        pool.requests = take(pool.requests, rates.requests(), draw.requests(), taken, 0);
        pool.tokens = take(pool.tokens, rates.tokens(), draw.tokens(), taken, 1);
        long others = 0;
        for (Map.Entry<String, long[]> each : pool.slots.entrySet())
            if (!each.getKey().equals(node) && each.getValue()[1] > now) others += each.getValue()[0];
        int slots = (int) Math.max(draw.running(), Math.min(draw.slots(), rates.concurrent() - others));
        pool.slots.put(node, new long[] {slots, now + SharedBuckets.SLOTS_LIVE_NANOS});
        return new SharedBuckets.Drawn(
                taken[0],
                taken[1],
                slots,
                missing(pool.requests, rates.requests()),
                missing(pool.tokens, rates.tokens()));
    }

    private static double take(double there, long perMinute, SharedBuckets.Amount amount, long[] taken, int at) {
        double left = Math.min(perMinute, there - amount.settled());
        long wanted = Math.min(amount.wanted(), (long) Math.max(0, left));
        left -= wanted;
        long ahead = Math.min(amount.ahead(), (long) Math.max(0, left - perMinute / 10.0));
        taken[at] = wanted + ahead;
        return left - ahead;
    }

    private static long missing(double there, long perMinute) {
        return (long) ((perMinute - there) / perMinute * Bucket.MINUTE_NANOS);
    }

    /** What is in the pool of the account now. */
    double tokens(String account) {
        return pools.get(account).tokens;
    }
}
