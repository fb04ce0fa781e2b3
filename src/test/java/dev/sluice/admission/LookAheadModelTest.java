package dev.sluice.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.Principal;
import dev.sluice.model.Tier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Random requests on several nodes beside one set of buckets that knows them all. */
final class LookAheadModelTest {
    private static final Rates RATES = new Rates(600, 60_000, 24);
    private static final Map<Tier, Rates> TIERS = Map.of(Tier.FREE, RATES, Tier.PRO, RATES, Tier.ENTERPRISE, RATES);
    private static final int STEPS = 20_000;

    /** What was admitted of one user, kept without any cleverness. */
    private static final class Truth {
        double requests = RATES.requests();
        double tokens = RATES.tokens();
        int running;

        void pass(double minutes) {
            requests = Math.min(RATES.requests(), requests + minutes * RATES.requests());
            tokens = Math.min(RATES.tokens(), tokens + minutes * RATES.tokens());
        }
    }

    private record Running(Truth of, Reservation reservation, long charged) {}

    @RepeatedTest(20)
    void nodesTogetherNeverSpendWhatOneCouldNotAndAnswerEverybodyOnce(RepetitionInfo repetition) {
        long seed = 32_452_843L * repetition.getCurrentRepetition();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        PooledBuckets pool = new PooledBuckets(random, 3_000_000);
        List<LookAhead> nodes = new ArrayList<>();
        for (int n = 0; n < 3; n++) nodes.add(new LookAhead(TIERS, pool.of("n" + n), () -> pool.now));
        Map<String, Truth> truths = new HashMap<>();
        List<Running> running = new ArrayList<>();
        int[] asked = new int[1];
        int[] admitted = new int[1];
        int[] refused = new int[1];
        long lastTick = 0;
        for (int i = 0; i < STEPS; i++) {
            // Now and then nothing happens for long, and the nodes live on.
            int idle = random.nextInt(400) == 0 ? 80 : 1;
            for (int rest = 0; rest < idle; rest++) {
                long step = idle > 1 ? LookAhead.TICK_MILLIS * 1_000_000 : random.nextInt(20_000_000);
                for (Truth each : truths.values()) each.pass(step / (double) Bucket.MINUTE_NANOS);
                pool.pass(step);
                if (pool.now - lastTick < LookAhead.TICK_MILLIS * 1_000_000) continue;
                lastTick = pool.now;
                for (LookAhead node : nodes) node.tick();
            }
            if (random.nextInt(3) > 0) {
                String user = "u" + random.nextInt(3);
                Truth truth = truths.computeIfAbsent(user, u -> new Truth());
                Estimate estimate = new Estimate(random.nextInt(50), random.nextInt(150));
                asked[0]++;
                nodes.get(random.nextInt(3)).reserve(who(user), null, estimate, admission -> {
                    if (!(admission instanceof Reservation reservation)) {
                        refused[0]++;
                        return;
                    }
                    admitted[0]++;
                    truth.requests--;
                    truth.tokens -= estimate.total();
                    truth.running++;
                    running.add(new Running(truth, reservation, estimate.total()));
                    // Drawn before it is used: so never below empty, but for debts, which are drawn within a tick.
                    assertTrue(truth.requests > -1e-6, "requests " + truth.requests);
                    assertTrue(truth.running <= RATES.concurrent(), "running " + truth.running);
                });
            } else if (!running.isEmpty()) {
                Running one = running.remove(random.nextInt(running.size()));
                long actual = random.nextInt((int) one.charged + 1);
                one.reservation.settle(actual);
                one.of.running--;
                one.of.tokens = Math.min(RATES.tokens(), one.of.tokens + one.charged - actual);
            }
        }
        // Until the last one that waits was told.
        pool.pass(1_000_000_000);
        for (Running each : running) each.reservation.settle(0);
        // A few ticks: to give back, to let the places go, to forget.
        for (int i = 0; i < 8; i++) {
            pool.pass(LookAhead.TICK_MILLIS * 1_000_000);
            for (LookAhead node : nodes) node.tick();
        }
        pool.pass(1_000_000_000);
        assertEquals(asked[0], admitted[0] + refused[0], "everybody was answered");
        for (LookAhead node : nodes) assertEquals(0, node.accounts(), "nothing is kept of those who are gone");
        assertTrue(admitted[0] > 1_000 && refused[0] > 100, admitted[0] + " admitted, " + refused[0] + " refused");
        System.out.println(admitted[0] + " admitted, " + refused[0] + " refused, " + pool.draws + " draws");
    }

    private static Principal who(String user) {
        return new Principal(user, "t", Tier.FREE, Set.of());
    }
}
