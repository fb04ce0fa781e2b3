package dev.sluice.upstream.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.UpstreamPolicy;
import dev.sluice.model.UpstreamPolicy.Retry;
import dev.sluice.upstream.endpoint.KeyRing.Key;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Backoff, budget and keys: the rules that bound what a failure costs. */
final class RetryRulesTest {
    private static final Retry RETRY = UpstreamPolicy.DEFAULT.retry();
    private final ManualTime time = new ManualTime();

    @Test
    void aBackoffLiesBetweenNothingAndTheExponential() {
        System.out.println("seed " + Bench.SEED);
        Backoff backoff = new Backoff(RETRY, new SplittableRandom(Bench.SEED));
        for (int n = 0; n < 100; n++) {
            long most = n < 5 ? 100L << n : 2000;
            long longest = 0;
            long shortest = Long.MAX_VALUE;
            for (int i = 0; i < 300; i++) {
                long millis = backoff.delay(n).toMillis();
                longest = Math.max(longest, millis);
                shortest = Math.min(shortest, millis);
            }
            assertTrue(longest <= most, n + ": " + longest);
            assertTrue(longest > 0.9 * most && shortest < 0.1 * most, "full jitter: " + shortest + " to " + longest);
        }
    }

    @Test
    void theBudgetIsAFifthOfTheCallsAndAtLeastThree() {
        RetryBudget budget = new RetryBudget(RETRY);
        for (int i = 0; i < 3; i++) assertTrue(budget.retryBegins());
        assertFalse(budget.retryBegins());
        for (int i = 0; i < 25; i++) budget.callBegan();
        assertTrue(budget.retryBegins());
        assertTrue(budget.retryBegins());
        assertFalse(budget.retryBegins(), "a fifth of 25 is 5");
        budget.retryEnded();
        assertTrue(budget.retryBegins());
        for (int i = 0; i < 25; i++) budget.callEnded();
        assertFalse(budget.retryBegins());
        assertEquals(5, budget.retries());
        assertEquals(0, budget.calls());
    }

    @Test
    void keysAreUsedInTurns() {
        KeyRing ring = new KeyRing(List.of("x", "y", "z"), time);
        assertEquals("xyzxyz", picks(ring, 6));
        assertEquals("", picks(new KeyRing(List.of(), time), 3));
    }

    @Test
    void aKeySetAsideIsSkippedForItsTime() {
        KeyRing ring = new KeyRing(List.of("x", "y"), time);
        Key x = ring.pick(Set.of());
        assertTrue(ring.rest(x, Duration.ofMinutes(5)));
        assertFalse(ring.rest(x, Duration.ofMinutes(5)), "no news");
        assertEquals("yyy", picks(ring, 3));
        assertEquals(1, ring.resting());
        time.pass(Duration.ofMinutes(5));
        assertEquals("xyx", picks(ring, 3));
        assertEquals(0, ring.resting());
    }

    @Test
    void aKeyThatWorksAgainIsBackAtOnce() {
        KeyRing ring = new KeyRing(List.of("x", "y"), time);
        Key x = ring.pick(Set.of());
        ring.rest(x, Duration.ofMinutes(5));
        ring.works(x);
        assertEquals("yxy", picks(ring, 3));
    }

    @Test
    void nobodyCanShutAnUpstreamByHavingAllKeysRefused() {
        KeyRing ring = new KeyRing(List.of("x", "y"), time);
        Key x = ring.pick(Set.of());
        Key y = ring.pick(Set.of());
        ring.rest(x, Duration.ofMinutes(5));
        time.pass(Duration.ofSeconds(1));
        ring.rest(y, Duration.ofMinutes(5));
        assertEquals("x", ring.pick(Set.of()).secret(), "the one that is back first");
        assertFalse(ring.another(Set.of()));
    }

    @Test
    void aCallTriesEachKeyOnce() {
        KeyRing ring = new KeyRing(List.of("x", "y", "z"), time);
        Set<Key> refused = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            Key key = ring.pick(refused);
            ring.rest(key, Duration.ofMinutes(5));
            assertTrue(refused.add(key));
        }
        assertNull(ring.pick(refused));
    }

    @Test
    void aKeysTextDoesNotShowIt() {
        assertEquals(
                "key 1", new KeyRing(List.of("sk-secret"), time).pick(Set.of()).toString());
    }

    private static String picks(KeyRing ring, int n) {
        StringBuilder picked = new StringBuilder();
        for (int i = 0; i < n; i++) {
            Key key = ring.pick(Set.of());
            if (key != null) picked.append(key.secret());
        }
        return picked.toString();
    }
}
