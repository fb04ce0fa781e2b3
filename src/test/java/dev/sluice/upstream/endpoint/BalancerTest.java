package dev.sluice.upstream.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.UpstreamPolicy.Balance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is picked how often, and in which order. */
final class BalancerTest {
    private static Bench bench(Balance balance, int... weights) {
        return Bench.of(Bench.policy(balance, Duration.ZERO, 0), weights);
    }

    private static Map<String, Integer> counts(Bench bench, int n) {
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < n; i++) counts.merge(bench.pick(), 1, Integer::sum);
        return counts;
    }

    @Test
    void aHeavyEndpointsTurnsAreSpreadOut() {
        assertEquals("aabacaa", bench(Balance.ROUND_ROBIN, 5, 1, 1).picks(7));
        assertEquals("abcabc", bench(Balance.ROUND_ROBIN, 1, 1, 1).picks(6));
    }

    /** Over one round everybody has exactly its share; within it, nobody is ever more than one turn away from it. */
    @Test
    void turnsAreFairForAnyWeights() {
        System.out.println("seed " + Bench.SEED);
        SplittableRandom random = new SplittableRandom(Bench.SEED);
        for (int round = 0; round < 200; round++) {
            int[] weights = random.ints(1 + random.nextInt(6), 1, 10).toArray();
            Bench bench = bench(Balance.ROUND_ROBIN, weights);
            int sum = 0;
            for (int w : weights) sum += w;
            int[] seen = new int[weights.length];
            for (int turn = 1; turn <= 3 * sum; turn++) {
                seen[bench.pick().charAt(0) - 'a']++;
                for (int i = 0; i < weights.length; i++) {
                    double due = (double) turn * weights[i] / sum;
                    assertTrue(Math.abs(seen[i] - due) <= weights.length, "turn " + turn);
                    if (turn % sum == 0) assertEquals(due, seen[i], "whole rounds");
                }
            }
        }
    }

    @Test
    void theLeastLoadedForItsWeightIsPicked() {
        Bench bench = bench(Balance.LEAST_CONNECTIONS, 1, 3);
        List<Lease> held = new ArrayList<>();
        for (int i = 0; i < 8; i++) held.add(bench.endpoints.pick(Set.of()));
        long b = held.stream().filter(l -> l.endpoint().equals("b")).count();
        assertEquals(6, b, "three quarters");
        held.stream().filter(l -> l.endpoint().equals("a")).forEach(Lease::close);
        assertEquals("a", bench.pick());
    }

    @Test
    void equallyLoadedEndpointsTakeTurns() {
        assertEquals("abcabc", bench(Balance.LEAST_CONNECTIONS, 1, 1, 1).picks(6));
    }

    @Test
    void ofTwoAtRandomTheLessLoadedIsPicked() {
        Bench bench = bench(Balance.RANDOM_2, 1, 1);
        Lease held = bench.endpoints.pick(Set.of());
        String other = held.endpoint().equals("a") ? "b" : "a";
        assertEquals(Map.of(other, 500), counts(bench, 500));
    }

    @Test
    void twoChoicesKeepTheLongestQueueShort() {
        Bench bench = bench(Balance.RANDOM_2, 1, 1, 1, 1, 1, 1, 1, 1);
        for (int i = 0; i < 800; i++) bench.endpoints.pick(Set.of());
        int most = bench.endpoints.views().stream()
                .mapToInt(EndpointView::inFlight)
                .max()
                .orElseThrow();
        assertTrue(most <= 105, "an endpoint holds " + most + " where 100 are its share");
    }

    @ParameterizedTest
    @EnumSource(Balance.class)
    void weightsAreSharesInTheLongRun(Balance balance) {
        Bench bench = bench(balance, 3, 1);
        List<Lease> held = new ArrayList<>();
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < 4000; i++) {
            Lease lease = bench.endpoints.pick(Set.of());
            counts.merge(lease.endpoint(), 1, Integer::sum);
            held.add(lease);
            if (held.size() == 40) held.remove(i % 40).close();
        }
        assertEquals(3000, counts.get("a"), 150, balance + " " + counts);
    }

    @ParameterizedTest
    @EnumSource(Balance.class)
    void weightZeroTakesNoCalls(Balance balance) {
        assertEquals(Map.of("b", 50), counts(bench(balance, 0, 1), 50));
    }
}
