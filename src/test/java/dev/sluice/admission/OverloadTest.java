package dev.sluice.admission;

import static dev.sluice.admission.Rush.LONGEST_SERVICE_MILLIS;
import static dev.sluice.admission.Rush.mean;
import static dev.sluice.admission.Rush.quantile;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.Tier;
import java.time.Duration;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Twice as much work as the permits can carry, for a minute: 20 permits, 1 s each on average, 40 requests a second. */
final class OverloadTest {
    private static final int PERMITS = 20;
    private static final Duration MINUTE = Duration.ofSeconds(60);
    private static final Duration WAIT = Duration.ofSeconds(20);
    private static final QueuePolicy USUAL = QueuePolicy.usual(1000, WAIT);

    private static Rush rush(RepetitionInfo repetition, QueuePolicy policy) {
        long seed = 104_729L * repetition.getCurrentRepetition();
        System.out.println("seed " + seed);
        return new Rush(seed, PERMITS, policy, MINUTE);
    }

    /** The paying tiers fill six tenths of the permits, free asks for one and a half of all. */
    private static void everybody(Rush rush) {
        rush.crowd("enterprise", Tier.ENTERPRISE, 20, 4);
        rush.crowd("pro", Tier.PRO, 50, 8);
        rush.crowd("free", Tier.FREE, 500, 28);
    }

    @RepeatedTest(10)
    void premiumWaitsAtMostATenthOfFree(RepetitionInfo repetition) {
        Rush rush = rush(repetition, USUAL);
        everybody(rush);
        rush.run();
        double free = quantile(rush.waits("free"), 0.99);
        double pro = quantile(rush.waits("pro"), 0.99);
        double enterprise = quantile(rush.waits("enterprise"), 0.99);
        System.out.printf("p99 wait in ms: enterprise %.0f, pro %.0f, free %.0f%n", enterprise, pro, free);
        assertTrue(free > 5_000, "there was no queue: " + free);
        assertTrue(enterprise <= free / 10, enterprise + " of " + free);
        assertTrue(pro <= free / 10, pro + " of " + free);
        assertEquals(0, rush.lost("enterprise") + rush.lost("pro"), "premium was turned away");
    }

    @RepeatedTest(10)
    void noFreeTicketWaitsLongerThanItsPenaltyAndTheLongestService(RepetitionInfo repetition) {
        Rush rush = rush(repetition, USUAL);
        everybody(rush);
        rush.run();
        double[] free = rush.waits("free");
        double longest = free[free.length - 1];
        double penalty = USUAL.of(Tier.FREE).penalty().toMillis();
        System.out.printf("free: served %d, lost %d, longest wait %.0f ms%n", free.length, rush.lost("free"), longest);
        assertTrue(longest <= penalty + LONGEST_SERVICE_MILLIS, longest + " ms");
        assertTrue(free.length > 60 * (PERMITS - 12) * 0.8, "permits stood idle: served " + free.length);
    }

    @RepeatedTest(10)
    void nobodyStarvesWherePremiumAloneIsTooMuch(RepetitionInfo repetition) {
        Duration penalty = Duration.ofSeconds(10);
        long minute = MINUTE.toMillis();
        Rush rush = rush(repetition, QueueRig.policy(1000, 1000, 0, minute, penalty.toMillis(), 0, 0));
        rush.crowd("enterprise", Tier.ENTERPRISE, 50, 24);
        rush.crowd("free", Tier.FREE, 50, 1);
        rush.run();
        double premium = quantile(rush.waits("enterprise"), 1);
        double free = quantile(rush.waits("free"), 1);
        System.out.printf("longest wait in ms: enterprise %.0f, free %.0f%n", premium, free);
        // Due with those who come when its penalty is over, it goes when they go.
        assertTrue(free <= penalty.toMillis() + premium + LONGEST_SERVICE_MILLIS);
        assertEquals(0, rush.lost("free"));
    }

    @RepeatedTest(10)
    void fewWaitInVain(RepetitionInfo repetition) {
        Rush rush = rush(repetition, USUAL);
        everybody(rush);
        rush.run();
        int refused = rush.lostTo("free", "queue_too_long");
        int vain = rush.lostTo("free", "left") + rush.lostTo("free", "queue_timeout");
        System.out.printf(
                "free: served %d, refused at once %d, waited in vain %d%n", rush.waits("free").length, refused, vain);
        assertTrue(vain < refused, vain + " waited in vain, " + refused + " were told at once");
    }

    @RepeatedTest(10)
    void oneUserWithAThousandRequestsHardlyMovesTheOthers(RepetitionInfo repetition) {
        Rush without = rush(repetition, USUAL);
        everybody(without);
        without.run();
        Rush with = rush(repetition, USUAL);
        everybody(with);
        with.flood("hog", Tier.FREE, 1000, Duration.ofSeconds(10));
        with.run();
        double before = mean(without.waits("free"));
        double after = mean(with.waits("free"));
        int served = without.waits("free").length;
        int servedWith = with.waits("free").length;
        System.out.printf(
                "mean wait in ms: %.0f, beside the hog %.0f; served %d, beside the hog %d (who got %d)%n",
                before, after, served, servedWith, with.waits("hog").length);
        assertTrue(after <= before * 1.2, after + " after " + before);
        assertTrue(servedWith >= served * 0.8, servedWith + " after " + served);
        double p99 = quantile(without.waits("free"), 0.99);
        assertTrue(quantile(with.waits("free"), 0.99) <= p99 * 1.2);
    }

    @RepeatedTest(10)
    void theQuantumIsWhatHoldsTheOneUserBack(RepetitionInfo repetition) {
        double alone = meanBesideAHog(repetition, 2_000, 0);
        double held = meanBesideAHog(repetition, 2_000, 1000);
        double free = meanBesideAHog(repetition, 0, 1000);
        System.out.printf("mean wait in ms: %.0f, beside the hog %.0f, without a quantum %.0f%n", alone, held, free);
        assertTrue(held <= alone * 1.2, held + " after " + alone);
        assertTrue(free > alone * 1.5, "the hog is no burden, so this shows nothing: " + free + " after " + alone);
    }

    /** Nobody is refused and nobody leaves: all of it is order. */
    private static double meanBesideAHog(RepetitionInfo repetition, long quantumMillis, int requests) {
        Rush rush = rush(repetition, QueueRig.policy(10_000, 10_000, quantumMillis, 86_400_000, 10_000, 0, 0));
        rush.crowd("free", Tier.FREE, 500, 2 * PERMITS);
        rush.flood("hog", Tier.FREE, requests, Duration.ofSeconds(10));
        rush.run();
        return mean(rush.waits("free"));
    }
}
