package dev.sluice.upstream.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What live calls do to an endpoint, in virtual time. */
final class EjectionTest {
    private final Bench bench = Bench.of(1, 1, 1, 1);

    @Test
    void fiveFailuresInARowEject() {
        bench.fail("a", 4);
        bench.call("a", true);
        bench.fail("a", 4);
        assertEquals(State.UP, bench.state("a"));
        bench.fail("a", 1);
        assertEquals(State.EJECTED, bench.state("a"));
        assertEquals(List.of("a up>ejected: 5 failures in a row, the last: upstream_reset"), bench.changes);
        assertEquals("bcdbcd", bench.picks(6));
    }

    @Test
    void aFailureRatioEjectsOnceThereAreEnoughCalls() {
        for (int i = 0; i < 9; i++) {
            bench.call("a", false);
            bench.call("a", true);
        }
        assertEquals(State.UP, bench.state("a"), "18 calls say nothing yet");
        bench.call("a", true);
        bench.call("a", false);
        assertEquals(State.EJECTED, bench.state("a"));
        assertTrue(bench.changes.get(0).contains("10 of the last 20 calls failed"), bench.changes.get(0));
    }

    @Test
    void whatIsOlderThanTheWindowDoesNotCount() {
        for (int i = 0; i < 9; i++) {
            bench.call("a", false);
            bench.call("a", true);
        }
        bench.time.pass(Duration.ofSeconds(31));
        bench.call("a", true);
        bench.call("a", false);
        assertEquals(State.UP, bench.state("a"));
    }

    @Test
    void itComesBackByItselfAndIsToldWithoutTraffic() {
        bench.fail("a", 5);
        bench.time.pass(Duration.ofMillis(29_999));
        assertEquals(State.EJECTED, bench.state("a"));
        bench.time.pass(Duration.ofMillis(1));
        bench.endpoints.settle();
        bench.endpoints.settle();
        assertEquals(State.UP, bench.state("a"));
        assertEquals("a ejected>up: its ejection is over", bench.changes.get(1));
        assertEquals(2, bench.changes.size());
    }

    @Test
    void eachEjectionIsLongerUpToTheLimitAndGoodTimesAreForgiven() {
        assertEquals(30, ejection());
        assertEquals(60, ejection());
        assertEquals(90, ejection());
        for (int i = 0; i < 6; i++) ejection();
        assertEquals(300, ejection());
        bench.time.pass(Duration.ofSeconds(3600));
        assertEquals(30, ejection());
    }

    /** Ejects a, and returns the seconds until it is back. */
    private int ejection() {
        bench.fail("a", 5);
        int seconds = 0;
        for (; bench.state("a") == State.EJECTED; seconds++) bench.time.pass(Duration.ofSeconds(1));
        return seconds;
    }

    @Test
    void atMostHalfAreEjected() {
        for (String name : List.of("a", "b", "c", "d")) bench.fail(name, 50);
        assertEquals(List.of(State.EJECTED, State.EJECTED, State.UP, State.UP), states(bench));
        Bench three = Bench.of(1, 1, 1);
        for (String name : List.of("a", "b", "c")) three.fail(name, 50);
        assertEquals(List.of(State.EJECTED, State.UP, State.UP), states(three));
    }

    @Test
    void whoeverWasSparedIsEjectedOnceThereIsRoom() {
        for (String name : List.of("a", "b", "c")) bench.fail(name, 5);
        assertEquals(State.UP, bench.state("c"));
        bench.time.pass(Duration.ofSeconds(30));
        bench.fail("c", 1);
        assertEquals(State.EJECTED, bench.state("c"));
    }

    @Test
    void theLastOneThatIsUpIsNeverEjected() {
        Bench two = Bench.of(1, 1);
        for (int i = 0; i < 3; i++) two.endpoints.checked(1, false, "x");
        two.fail("a", 50);
        assertEquals(State.UP, two.state("a"));
        Bench alone = Bench.of(1);
        alone.fail("a", 50);
        assertEquals("a", alone.pick());
    }

    @Test
    void whoIsEjectedServesWhereNobodyElseIsUp() {
        Bench two = Bench.of(1, 1);
        two.fail("a", 5);
        assertEquals("bb", two.picks(2));
        for (int i = 0; i < 3; i++) two.endpoints.checked(1, false, "x");
        assertEquals(State.EJECTED, two.state("a"));
        assertEquals("aa", two.picks(2));
        for (int i = 0; i < 3; i++) two.endpoints.checked(0, false, "x");
        assertEquals("--", two.picks(2).replace("null", "-"), "but not who is down");
    }

    @Test
    void lateNewsOfCallsThatBeganBeforeChangeNothing() {
        Lease old = bench.endpoints.pick(Set.of());
        bench.fail("a", 5);
        assertEquals("a", old.endpoint());
        old.failed("upstream_reset");
        old.close();
        bench.time.pass(Duration.ofSeconds(30));
        bench.fail("a", 4);
        assertEquals(State.UP, bench.state("a"));
    }

    /** A naive list of everything that happened says the same as the ten slices, to a slice. */
    @Test
    void theWindowAgreesWithANaiveOne() {
        System.out.println("seed " + Bench.SEED);
        SplittableRandom random = new SplittableRandom(Bench.SEED);
        for (int run = 0; run < 50; run++) {
            FailureWindow window = new FailureWindow(1000);
            List<long[]> all = new ArrayList<>();
            long now = random.nextLong();
            for (int i = 0; i < 500; i++) {
                now += random.nextInt(60) == 0 ? random.nextInt(3000) : random.nextInt(40);
                boolean failed = random.nextBoolean();
                window.add(failed, now);
                all.add(new long[] {now, failed ? 1 : 0});
                long from = Math.floorDiv(now, 100) * 100 - 900;
                assertEquals(all.stream().filter(c -> c[0] - from >= 0).count(), window.calls(now));
                assertEquals(
                        all.stream()
                                .filter(c -> c[0] - from >= 0)
                                .mapToLong(c -> c[1])
                                .sum(),
                        window.failures(now));
            }
        }
    }

    private static List<State> states(Bench bench) {
        return bench.endpoints.views().stream().map(EndpointView::state).toList();
    }
}
