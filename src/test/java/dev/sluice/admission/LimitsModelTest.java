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

/**
 * Random reserve, settle and passing time against buckets with a level, in floating point, that are never forgotten.
 */
final class LimitsModelTest {
    private static final int OPERATIONS = 5_000;
    private static final Rates RATES = new Rates(70, 10_000, 6);

    private static final class Naive {
        double requests = RATES.requests();
        double tokens = RATES.tokens();
        int running;

        void pass(double seconds) {
            requests = Math.min(RATES.requests(), requests + seconds * RATES.requests() / 60);
            tokens = Math.min(RATES.tokens(), tokens + seconds * RATES.tokens() / 60);
        }
    }

    private record Running(Naive of, Reservation reservation, long charged) {}

    @RepeatedTest(30)
    void doesWhatNaiveBucketsDo(RepetitionInfo repetition) {
        long seed = 15_485_863L * repetition.getCurrentRepetition();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        long[] now = {random.nextLong()};
        Limits limits = new Limits(Map.of(Tier.FREE, RATES, Tier.PRO, RATES, Tier.ENTERPRISE, RATES), () -> now[0]);
        Map<String, Naive> naive = new HashMap<>();
        List<Running> running = new ArrayList<>();
        int admitted = 0;
        int refused = 0;

        for (int i = 0; i < OPERATIONS; i++) {
            long step = random.nextInt(50) == 0 ? 90_000_000_000L : random.nextInt(700_000_000);
            now[0] += step;
            for (Naive each : naive.values()) each.pass(step / 1e9);
            if (random.nextInt(3) > 0) {
                String user = "u" + random.nextInt(4);
                Naive of = naive.computeIfAbsent(user, u -> new Naive());
                Estimate estimate = new Estimate(random.nextInt(400), random.nextInt(2_000));
                // Where the two differ by less than a rounding error, either may be right.
                double room = Math.min(of.requests - 1, of.tokens - estimate.total());
                Principal who = new Principal(user, "t", Tier.FREE, Set.of());
                Admission admission = limits.reserve(who, estimate);
                if (Math.abs(room) > 1e-3)
                    assertEquals(room > 0 && of.running < RATES.concurrent(), admission instanceof Reservation);
                if (admission instanceof Reservation reservation) {
                    of.running++;
                    of.requests--;
                    of.tokens -= estimate.total();
                    running.add(new Running(of, reservation, estimate.total()));
                    admitted++;
                } else {
                    refused++;
                }
                RateState state = limits.state(who, null);
                assertEquals(Math.max(0, of.requests), state.requests().remaining(), 1.001);
                assertEquals(Math.max(0, of.tokens), state.tokens().remaining(), 1.001);
                double missing = (RATES.tokens() - of.tokens) * 60 / RATES.tokens();
                assertEquals(missing, state.tokens().reset().toNanos() / 1e9, 1e-3);
            } else if (!running.isEmpty()) {
                Running one = running.remove(random.nextInt(running.size()));
                long actual = random.nextInt(3_000);
                one.reservation.settle(actual);
                one.of.running--;
                one.of.tokens = Math.min(RATES.tokens(), one.of.tokens + one.charged - actual);
            }
        }
        assertTrue(admitted > 300 && refused > 300, admitted + " admitted, " + refused + " refused");
    }
}
