package dev.sluice.admission;

import dev.sluice.admission.PermitQueue.Outcome;
import dev.sluice.admission.PermitQueue.Permit;
import dev.sluice.admission.PermitQueue.Ticket;
import dev.sluice.admission.PermitQueue.Waiter;
import dev.sluice.model.Failure;
import dev.sluice.model.Principal;
import dev.sluice.model.Tier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;

/**
 * Crowds at a queue, in virtual time: users come at random (Poisson), hold their permit for 0.5 to 1.5 s, and leave
 * when their ticket's time is over.
 */
final class Rush {
    static final long SHORTEST_SERVICE_MILLIS = 500;
    static final long LONGEST_SERVICE_MILLIS = 1500;
    private static final double NANOS_PER_MILLI = 1e6;

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Random random;
    private final FairPermits permits;
    private final long endNanos;
    private final Map<String, List<Double>> waits = new HashMap<>();
    private final Map<String, Map<String, Integer>> lost = new HashMap<>();
    private long now;
    private long sequence;

    private record Event(long at, long sequence, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(sequence, other.sequence);
        }
    }

    Rush(long seed, int limit, QueuePolicy policy, Duration length) {
        random = new Random(seed);
        permits = new FairPermits("u", PermitLimit.fixed(limit), policy, () -> now);
        endNanos = length.toNanos();
    }

    /** Users of one tier who together come {@code perSecond} times a second, until the end. */
    void crowd(String name, Tier tier, int users, double perSecond) {
        after(pause(perSecond), () -> {
            if (now >= endNanos) return;
            come(name, name + random.nextInt(users), tier);
            crowd(name, tier, users, perSecond);
        });
    }

    /** One user who comes with many requests at one moment. */
    void flood(String name, Tier tier, int requests, Duration at) {
        after(at.toNanos(), () -> {
            for (int i = 0; i < requests; i++) come(name, name, tier);
        });
    }

    /** Until everybody has gone. */
    void run() {
        for (Event next = events.poll(); next != null; next = events.poll()) {
            now = next.at;
            next.action.run();
        }
    }

    /** How long those of this name waited who got a permit, in milliseconds, ascending. */
    double[] waits(String name) {
        double[] sorted = waits.getOrDefault(name, List.of()).stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
        Arrays.sort(sorted);
        return sorted;
    }

    /** Those of this name who got none. */
    int lost(String name) {
        return lost.getOrDefault(name, Map.of()).values().stream()
                .mapToInt(Integer::intValue)
                .sum();
    }

    /** The same by code; {@code left} where they waited in vain. */
    int lostTo(String name, String code) {
        return lost.getOrDefault(name, Map.of()).getOrDefault(code, 0);
    }

    private void lost(String name, String code) {
        lost.computeIfAbsent(name, n -> new HashMap<>()).merge(code, 1, Integer::sum);
    }

    static double quantile(double[] sorted, double q) {
        return sorted[(int) Math.min(sorted.length - 1, Math.ceil(q * sorted.length))];
    }

    static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(0);
    }

    private void come(String name, String user, Tier tier) {
        long came = now;
        Ticket[] ticket = {null};
        ticket[0] = permits.acquire(new Principal(user, "t", tier, Set.of()), new Waiter() {
            @Override
            public void granted(Permit permit) {
                waits.computeIfAbsent(name, n -> new ArrayList<>()).add((now - came) / NANOS_PER_MILLI);
                double service = SHORTEST_SERVICE_MILLIS
                        + random.nextDouble() * (LONGEST_SERVICE_MILLIS - SHORTEST_SERVICE_MILLIS);
                after((long) (service * NANOS_PER_MILLI), () -> permit.release(Outcome.SUCCESS));
            }

            @Override
            public void shed(Failure failure) {
                lost(name, failure.code());
            }
        });
        after(ticket[0].waitLimit().toNanos(), () -> {
            if (ticket[0].leave()) lost(name, "left");
        });
    }

    private void after(long nanos, Runnable action) {
        events.add(new Event(now + nanos, sequence++, action));
    }

    private long pause(double perSecond) {
        return (long) (-Math.log(1 - random.nextDouble()) / perSecond * 1e9);
    }
}
