package dev.sluice.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.Principal;
import dev.sluice.model.Tier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class LookAheadTest {
    private static final Principal ANN = new Principal("ann", "t", Tier.FREE, Set.of());
    private static final Estimate SMALL = new Estimate(5, 5);
    private static final Rates RATES = new Rates(6_000, 600_000, 100);
    private static final long TICK = LookAhead.TICK_MILLIS * 1_000_000;

    private final PooledBuckets pool = new PooledBuckets(new Random(1), 0);
    private final LookAhead here = node("here", RATES);
    private final LookAhead there = node("there", RATES);

    private LookAhead node(String name, Rates rates) {
        return new LookAhead(
                Map.of(Tier.FREE, rates, Tier.PRO, rates, Tier.ENTERPRISE, rates), pool.of(name), () -> pool.now);
    }

    private Admission ask(LookAhead node, Estimate estimate) {
        List<Admission> told = new ArrayList<>();
        node.reserve(ANN, null, estimate, told::add);
        pool.pass(0);
        assertEquals(1, told.size());
        return told.get(0);
    }

    private Reservation admitted(LookAhead node) {
        return assertInstanceOf(Reservation.class, ask(node, SMALL));
    }

    private void tick(LookAhead... nodes) {
        pool.pass(TICK);
        for (LookAhead node : nodes) node.tick();
        pool.pass(0);
    }

    @Test
    void aHotUserCostsLessThanACallARequest() {
        for (int second = 0; second < 10; second++)
            for (int tick = 0; tick < 4; tick++) {
                for (int i = 0; i < 25; i++) admitted(here).settle(10);
                tick(here);
            }
        assertTrue(pool.draws < 300, pool.draws + " draws for 1,000 requests");
    }

    @Test
    void aColdUserLeavesNothingBehind() {
        admitted(here).settle(10);
        tick(here);
        tick(here);
        tick(here);
        assertEquals(0, here.accounts());
        RateState state = there.state(ANN, null);
        assertEquals(6_000, state.requests().remaining());
    }

    @Test
    void whatOneNodeUsedTheOtherHasNot() {
        LookAhead one = node("one", new Rates(10, 1_000, 10));
        LookAhead two = node("two", new Rates(10, 1_000, 10));
        for (int i = 0; i < 10; i++) admitted(i % 2 == 0 ? one : two).settle(10);
        Admission.Refusal refusal = assertInstanceOf(Admission.Refusal.class, ask(two, SMALL));
        assertEquals(Admission.Limit.REQUESTS, refusal.limit());
        assertEquals(Duration.ofSeconds(6), refusal.retryAfter());
        pool.pass(6_000_000_000L);
        admitted(one);
    }

    @Test
    void aRefusalIsBelievedForAMomentWithoutAskingAgain() {
        LookAhead one = node("one", new Rates(1, 1_000, 10));
        admitted(one);
        assertInstanceOf(Admission.Refusal.class, ask(one, SMALL));
        int draws = pool.draws;
        for (int i = 0; i < 50; i++) assertInstanceOf(Admission.Refusal.class, ask(one, SMALL));
        assertEquals(draws, pool.draws);
    }

    @Test
    void placesAreHeldTogetherAndComeBackFromANodeThatDied() {
        LookAhead one = node("one", new Rates(600, 60_000, 2));
        LookAhead two = node("two", new Rates(600, 60_000, 2));
        admitted(one);
        Reservation second = admitted(two);
        Admission.Refusal refusal = assertInstanceOf(Admission.Refusal.class, ask(two, SMALL));
        assertEquals(Admission.Limit.CONCURRENT, refusal.limit());
        second.settle(1);
        admitted(two);
        assertInstanceOf(Admission.Refusal.class, ask(two, SMALL));
        // One says nothing any more, two is there.
        for (int i = 0; i < 61; i++) tick(two);
        admitted(two);
    }

    @Test
    void aDebtIsDrawnWithTheNextTickWhateverIsThere() {
        LookAhead one = node("one", new Rates(600, 1_000, 10));
        admitted(one).settle(1_500);
        tick(one);
        assertTrue(pool.tokens("user\nfree\nt\nann") < -450, "" + pool.tokens("user\nfree\nt\nann"));
        Admission.Refusal refusal = assertInstanceOf(Admission.Refusal.class, ask(one, SMALL));
        assertEquals(Admission.Limit.TOKENS, refusal.limit());
    }

    @Test
    void aKeyOfItsOwnIsChargedToo() {
        Allowance key = new Allowance("k", new Rates(1, 100, 1));
        List<Admission> told = new ArrayList<>();
        here.reserve(ANN, key, SMALL, told::add);
        pool.pass(0);
        here.reserve(ANN, key, SMALL, told::add);
        pool.pass(0);
        assertInstanceOf(Reservation.class, told.get(0));
        assertInstanceOf(Admission.Refusal.class, told.get(1));
        admitted(here);
    }

    @Test
    void aPromptThatNeverFitsIsToldSoWithoutAsking() {
        Admission.Refusal refusal =
                assertInstanceOf(Admission.Refusal.class, ask(here, new Estimate(RATES.tokens() + 1, 1)));
        assertEquals("prompt_too_large", refusal.failure().code());
        assertEquals(0, pool.draws);
    }

    @Test
    void aloneItGoesByLimitsOfItsOwn() {
        LookAhead one = node("one", new Rates(2, 1_000, 10));
        pool.away = true;
        admitted(one).settle(1);
        admitted(one).settle(1);
        assertInstanceOf(Admission.Refusal.class, ask(one, SMALL));
        pool.away = false;
        admitted(one).settle(1);
    }

    @Test
    void whoWaitsWhenTheStoreGoesAwayIsDecidedHere() {
        PooledBuckets slow = new PooledBuckets(new Random(2), 1_000_000);
        SharedBuckets flaky = new SharedBuckets() {
            @Override
            public void draw(Draw draw, Consumer<Drawn> told) {
                slow.away = true;
                slow.of("x").draw(draw, told);
            }

            @Override
            public boolean reachable() {
                return true;
            }
        };
        LookAhead one =
                new LookAhead(Map.of(Tier.FREE, RATES, Tier.PRO, RATES, Tier.ENTERPRISE, RATES), flaky, () -> slow.now);
        List<Admission> told = new ArrayList<>();
        one.reserve(ANN, null, SMALL, told::add);
        assertTrue(told.isEmpty());
        slow.pass(2_000_000);
        assertInstanceOf(Reservation.class, told.get(0));
    }
}
