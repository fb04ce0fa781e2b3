package dev.sluice.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.admission.Admission.Limit;
import dev.sluice.admission.Admission.Refusal;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.Principal;
import dev.sluice.model.Tier;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Free: 60 requests, 50,000 tokens a minute. */
final class LimitsTest {
    private static final Principal ANNA = user("anna");
    private static final Principal BERT = user("bert");

    private long now = Long.MAX_VALUE - 1_000_000_000L;
    private final Limits limits = new Limits(Rates.usual(), () -> now);

    private static Principal user(String name) {
        return new Principal(name, "t", Tier.FREE, Set.of());
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private Reservation reserve(Principal who, long prompt, long answer) {
        return assertInstanceOf(Reservation.class, limits.reserve(who, new Estimate(prompt, answer)));
    }

    private Refusal refuse(Principal who, long prompt, long answer) {
        return assertInstanceOf(Refusal.class, limits.reserve(who, new Estimate(prompt, answer)));
    }

    @Test
    void theUsualRatesAreThoseOfTheTiers() {
        assertEquals(60, Rates.usual().get(Tier.FREE).requests());
        assertEquals(50_000, Rates.usual().get(Tier.FREE).tokens());
        assertEquals(500, Rates.usual().get(Tier.PRO).requests());
        assertEquals(500_000, Rates.usual().get(Tier.PRO).tokens());
        assertEquals(5_000, Rates.usual().get(Tier.ENTERPRISE).requests());
        assertEquals(5_000_000, Rates.usual().get(Tier.ENTERPRISE).tokens());
    }

    @Test
    void aReservationShowsInTheState() {
        RateState state = reserve(ANNA, 1_000, 9_000).state();
        assertEquals(60, state.requests().limit());
        assertEquals(59, state.requests().remaining());
        assertEquals(Duration.ofSeconds(1), state.requests().reset());
        assertEquals(50_000, state.tokens().limit());
        assertEquals(40_000, state.tokens().remaining());
        assertEquals(Duration.ofSeconds(12), state.tokens().reset());
        assertEquals(state, limits.state(ANNA, null));
        assertEquals(60, limits.state(BERT, null).requests().remaining());
    }

    @Test
    void settlingReleasesWhatWasNotUsed() {
        Reservation reservation = reserve(ANNA, 1_000, 9_000);
        reservation.settle(3_000);
        assertEquals(47_000, limits.state(ANNA, null).tokens().remaining());
        assertEquals(59, limits.state(ANNA, null).requests().remaining(), "the request itself stays counted");
    }

    @Test
    void settlingChargesTheExcessAsADebt() {
        Reservation reservation = reserve(ANNA, 1_000, 9_000);
        reservation.settle(100_000);
        RateState.Rate tokens = limits.state(ANNA, null).tokens();
        assertEquals(0, tokens.remaining());
        assertEquals(Duration.ofMinutes(2), tokens.reset());
        assertEquals(Duration.ofMillis(60_012), refuse(ANNA, 10, 0).retryAfter());
    }

    @Test
    void onlyTheFirstSettlementCounts() {
        Reservation reservation = reserve(ANNA, 1_000, 9_000);
        reservation.settle(2_000);
        reservation.settle(0);
        reservation.settle(50_000);
        assertEquals(48_000, limits.state(ANNA, null).tokens().remaining());
    }

    @Test
    void tokensUsedUpAreRefusedUntilTheyAreThere() {
        reserve(ANNA, 0, 45_000);
        Refusal refusal = refuse(ANNA, 1_000, 9_000);
        assertEquals(Limit.TOKENS, refusal.limit());
        assertEquals(Duration.ofSeconds(6), refusal.retryAfter());
        assertEquals(Kind.RATE_LIMITED, refusal.failure().kind());
        assertEquals(refusal.retryAfter(), refusal.failure().retryAfter());
        assertEquals(59, refusal.state().requests().remaining(), "a refusal costs nothing");
        pass(refusal.retryAfter().minusMillis(1));
        refuse(ANNA, 1_000, 9_000);
        pass(Duration.ofMillis(1));
        reserve(ANNA, 1_000, 9_000);
    }

    @Test
    void requestsUsedUpAreRefusedUntilOneIsThere() {
        for (int i = 0; i < 60; i++) reserve(ANNA, 1, 0).settle(1);
        Refusal refusal = refuse(ANNA, 1, 0);
        assertEquals(Limit.REQUESTS, refusal.limit());
        assertEquals(Duration.ofSeconds(1), refusal.retryAfter());
        assertEquals(0, refusal.state().requests().remaining());
        assertEquals(Duration.ofMinutes(1), refusal.state().requests().reset());
        pass(Duration.ofSeconds(1));
        reserve(ANNA, 1, 0);
    }

    @Test
    void oneUserDoesNotSpendAnothersLimits() {
        reserve(ANNA, 0, 50_000);
        reserve(BERT, 0, 50_000);
        refuse(new Principal("anna", "t", Tier.FREE, Set.of("publish")), 1, 0);
        assertInstanceOf(
                Reservation.class,
                limits.reserve(new Principal("anna", "elsewhere", Tier.FREE, Set.of()), new Estimate(1, 0)));
    }

    @Test
    void changingTheTierDoesNotWipeTheSlate() {
        reserve(ANNA, 0, 50_000);
        limits.reserve(new Principal("anna", "t", Tier.PRO, Set.of()), new Estimate(1, 0));
        refuse(ANNA, 1, 0);
    }

    @Test
    void anAnswerThatMayBeLongerThanAllTokensIsReservedAFullBucket() {
        Reservation reservation = reserve(ANNA, 1_000, 128_000);
        assertEquals(0, reservation.state().tokens().remaining());
        assertEquals(Duration.ofMinutes(1), reservation.state().tokens().reset());
        reservation.settle(1_500);
        assertEquals(48_500, limits.state(ANNA, null).tokens().remaining());
    }

    @Test
    void aPromptThatNeverFitsIsRefusedForGood() {
        Refusal refusal = refuse(ANNA, 50_001, 0);
        assertEquals(Limit.TOKENS, refusal.limit());
        assertEquals(Kind.TOO_LARGE, refusal.failure().kind());
        assertNull(refusal.retryAfter());
    }

    @Test
    void requestsAtTheSameTimeAreLimited() {
        Limits few = new Limits(
                Map.of(
                        Tier.FREE, new Rates(60, 1_000, 2),
                        Tier.PRO, new Rates(60, 1_000, 2),
                        Tier.ENTERPRISE, new Rates(60, 1_000, 2)),
                () -> now);
        Estimate estimate = new Estimate(1, 1);
        Reservation first = (Reservation) few.reserve(ANNA, estimate);
        few.reserve(ANNA, estimate);
        Refusal refusal = assertInstanceOf(Refusal.class, few.reserve(ANNA, estimate));
        assertEquals(Limit.CONCURRENT, refusal.limit());
        assertEquals(Duration.ofSeconds(1), refusal.retryAfter());
        first.settle(2);
        first.settle(2);
        assertInstanceOf(Reservation.class, few.reserve(ANNA, estimate));
        assertInstanceOf(Refusal.class, few.reserve(ANNA, estimate));
    }

    @Test
    void anApiKeyHasLimitsOfItsOwn() {
        Allowance key = new Allowance("sha256:ab", new Rates(2, 10_000, 5));
        Estimate estimate = new Estimate(100, 900);
        Reservation one = (Reservation) limits.reserve(ANNA, key, estimate);
        assertEquals(1, one.state().requests().remaining(), "the tighter one shows");
        assertEquals(9_000, one.state().tokens().remaining());
        limits.reserve(BERT, key, estimate);
        Refusal refusal = assertInstanceOf(Refusal.class, limits.reserve(ANNA, key, estimate));
        assertEquals(Limit.REQUESTS, refusal.limit());
        assertEquals(Duration.ofSeconds(30), refusal.retryAfter());
        assertEquals(49_000, limits.state(ANNA, null).tokens().remaining(), "nor is the user charged");
        one.settle(500);
        assertEquals(8_500, limits.state(ANNA, key).tokens().remaining());
        assertEquals(49_500, limits.state(ANNA, null).tokens().remaining());
    }

    @Test
    void idleUsersAreForgotten() {
        for (int i = 0; i < 10_000; i++) reserve(user("u" + i), 1, 1).settle(2);
        assertEquals(10_000, limits.accounts());
        pass(Duration.ofMinutes(1));
        for (int i = 0; i < 10_000; i++) limits.reserve(ANNA, new Estimate(0, 0));
        assertEquals(1, limits.accounts());
    }

    @Test
    void whoeverStillRunsOrOwesIsNotForgotten() {
        Reservation running = reserve(ANNA, 1, 1);
        reserve(BERT, 1, 1).settle(500_000);
        pass(Duration.ofMinutes(5));
        for (int i = 0; i < 10; i++) reserve(user("u" + i), 1, 1).settle(0);
        refuse(BERT, 1, 0);
        running.settle(25_000);
        assertEquals(25_002, limits.state(ANNA, null).tokens().remaining(), "2 of 25,000 had been reserved");
    }

    @Test
    void lookingAtTheStateRemembersNobody() {
        for (int i = 0; i < 100; i++) limits.state(user("u" + i), new Allowance("k" + i, new Rates(1, 1, 1)));
        assertEquals(0, limits.accounts());
    }

    @Test
    void ratesThatCannotWorkAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Rates(0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new Rates(1, 100_000_001, 1));
        assertThrows(IllegalArgumentException.class, () -> new Rates(1, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Estimate(-1, 0));
        assertThrows(IllegalArgumentException.class, () -> reserve(ANNA, 1, 1).settle(-1));
        assertThrows(IllegalArgumentException.class, () -> new Limits(Map.of(), () -> 0));
        assertTrue(limits.accounts() <= 1);
    }
}
