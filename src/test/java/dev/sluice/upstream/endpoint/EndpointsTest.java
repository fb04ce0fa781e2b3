package dev.sluice.upstream.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.UpstreamPolicy.Balance;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who may be picked at all: states, backups, limits, slow start. */
final class EndpointsTest {
    @Test
    void aBackupIsUsedOnlyWhileNobodyElseIsUp() {
        Bench bench = Bench.of(1, -1);
        assertEquals("aaa", bench.picks(3));
        bench.endpoints.drain("a", true);
        assertEquals("bbb", bench.picks(3));
        bench.endpoints.drain("a", false);
        assertEquals("aaa", bench.picks(3));
    }

    @Test
    void aRetryPrefersWhoWasNotTriedThenBackupsThenAnyone() {
        Bench bench = Bench.of(1, 1, -1);
        assertEquals("b", bench.pick("a"));
        assertEquals("c", bench.pick("a", "b"));
        assertEquals("b", bench.pick("a", "c"));
        assertTrue(Set.of("a", "b").contains(bench.pick("a", "b", "c")));
    }

    @Test
    void checksTakeAnEndpointDownAndBringItBack() {
        Bench bench = Bench.of(1, 1);
        bench.endpoints.checked(0, false, "status 500");
        assertTrue(bench.endpoints.inDoubt(0));
        bench.endpoints.checked(0, true, "status 200");
        assertFalse(bench.endpoints.inDoubt(0));
        for (int i = 0; i < 3; i++) bench.endpoints.checked(0, false, "status 500");
        assertEquals("bbb", bench.picks(3));
        assertFalse(bench.endpoints.inDoubt(0), "down for good is no doubt");
        bench.endpoints.checked(0, true, "status 200");
        assertTrue(bench.endpoints.inDoubt(0));
        assertEquals(State.DOWN, bench.state("a"));
        bench.endpoints.checked(0, true, "status 200");
        assertEquals(
                List.of(
                        "a up>down: 3 checks failed, the last: status 500",
                        "a down>up: 2 checks passed, the last: status 200"),
                bench.changes);
    }

    @Test
    void drainingOutranksDownAndIsToldOnce() {
        Bench bench = Bench.of(1, 1);
        assertTrue(bench.endpoints.drain("a", true));
        assertTrue(bench.endpoints.drain("a", true));
        for (int i = 0; i < 3; i++) bench.endpoints.checked(0, false, "x");
        assertEquals(State.DRAINING, bench.state("a"));
        bench.endpoints.drain("a", false);
        assertEquals(State.DOWN, bench.state("a"));
        assertEquals(
                List.of("a up>draining: an operator said drain", "a draining>down: an operator said ready"),
                bench.changes);
        assertFalse(bench.endpoints.drain("nobody", true));
    }

    @Test
    void whereNobodyIsUpThatIsSaidWithATime() {
        Bench bench = Bench.of(1, 1);
        for (int i = 0; i < 3; i++) for (int e = 0; e < 2; e++) bench.endpoints.checked(e, false, "x");
        assertNull(bench.endpoints.pick(Set.of()));
        Failure refusal = bench.endpoints.refusal("acme");
        assertEquals(Kind.OVERLOADED, refusal.kind());
        assertEquals("no_endpoint_up", refusal.code());
        assertEquals(Duration.ofSeconds(6), refusal.retryAfter(), "two checks to rise");
    }

    @Test
    void anEndpointTakesAtMostItsLimit() {
        Bench bench = Bench.of(Bench.policy(Balance.ROUND_ROBIN, Duration.ZERO, 2), 1, 1);
        List<Lease> held = IntStream.range(0, 4)
                .mapToObj(i -> bench.endpoints.pick(Set.of()))
                .toList();
        assertEquals(2, held.stream().filter(l -> l.endpoint().equals("a")).count());
        assertNull(bench.endpoints.pick(Set.of()));
        assertEquals("endpoints_busy", bench.endpoints.refusal("acme").code());
        held.get(0).close();
        held.get(0).close();
        assertEquals(held.get(0).endpoint(), bench.endpoints.pick(Set.of()).endpoint());
        assertNull(bench.endpoints.pick(Set.of()), "closing twice gives back once");
    }

    @Test
    void whoComesBackStartsSlowly() {
        Bench bench = Bench.of(Bench.policy(Balance.ROUND_ROBIN, Duration.ofSeconds(10), 0), 10, 10);
        assertEquals(50, share(bench, 100), 1, "nobody starts slowly at the start");
        bench.endpoints.drain("a", true);
        bench.endpoints.drain("a", false);
        assertEquals(9, share(bench, 100), 1, "a tenth, of eleven");
        bench.time.pass(Duration.ofSeconds(5));
        assertEquals(33, share(bench, 99), 1, "half, of one and a half");
        bench.time.pass(Duration.ofSeconds(5));
        assertEquals(50, share(bench, 100), 1);
    }

    private static int share(Bench bench, int picks) {
        Map<Character, Integer> counts = new HashMap<>();
        for (char c : bench.picks(picks).toCharArray()) counts.merge(c, 1, Integer::sum);
        return counts.getOrDefault('a', 0);
    }

    @Test
    void anOperatorsWeightCountsAtOnce() {
        Bench bench = Bench.of(1, 1);
        assertTrue(bench.endpoints.weight("b", 0));
        assertEquals("aaaa", bench.picks(4));
        assertEquals(0, bench.endpoints.views().get(1).weight());
    }

    @Test
    void aNameIsTheUrlWithoutItsScheme() {
        assertEquals("h:8000/v1", Endpoints.name(java.net.URI.create("http://h:8000/v1/")));
        assertEquals("h", Endpoints.name(java.net.URI.create("https://h")));
    }
}
