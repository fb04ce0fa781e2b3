package dev.sluice.redis;

import static dev.sluice.redis.Linked.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.admission.Admission;
import dev.sluice.admission.Estimate;
import dev.sluice.admission.LookAhead;
import dev.sluice.admission.Rates;
import dev.sluice.admission.Reservation;
import dev.sluice.admission.SharedBuckets.Amount;
import dev.sluice.admission.SharedBuckets.Draw;
import dev.sluice.admission.SharedBuckets.Drawn;
import dev.sluice.model.Principal;
import dev.sluice.model.Tier;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Accounts in a real Redis, drawn from by several nodes. */
@ParameterizedClass
@EnumSource(RedisKind.class)
final class RedisBucketsIT {
    private static final Rates RATES = new Rates(60, 6_000, 3);
    private static final Amount NONE = new Amount(0, 0, 0);

    @RegisterExtension
    final TestRedis redis;

    private Linked linked;

    RedisBucketsIT(RedisKind kind) {
        redis = new TestRedis(kind);
    }

    @BeforeEach
    void connect() throws Exception {
        linked = redis.linked();
    }

    private Drawn draw(String node, Amount requests, Amount tokens, int slots, int running) throws Exception {
        Promise<Drawn> promise = Promise.promise();
        new RedisBuckets(linked.link, node)
                .draw(new Draw("ann", RATES, requests, tokens, slots, running), promise::complete);
        return await(promise.future());
    }

    private static Amount wanted(long amount) {
        return new Amount(0, amount, 0);
    }

    @Test
    void aFullBucketGivesAMinutesWorthAndNoMore() throws Exception {
        Drawn drawn = draw("a", wanted(100), wanted(5_000), 0, 0);
        assertEquals(60, drawn.requests());
        assertEquals(5_000, drawn.tokens());
        assertTrue(drawn.requestsMissingNanos() > 59_900_000_000L, drawn.toString());
        drawn = draw("b", wanted(1), wanted(2_000), 0, 0);
        assertEquals(0, drawn.requests());
        assertEquals(1_000, drawn.tokens(), 60);
    }

    @Test
    void whatIsGivenBackIsThereAgainAndADebtIsTakenWhateverIsThere() throws Exception {
        draw("a", wanted(60), wanted(6_000), 0, 0);
        draw("a", new Amount(-10, 0, 0), new Amount(1_000, 0, 0), 0, 0);
        Drawn drawn = draw("b", wanted(20), wanted(1), 0, 0);
        assertEquals(10, drawn.requests(), 1);
        assertEquals(0, drawn.tokens());
        assertTrue(drawn.tokensMissingNanos() > 69_000_000_000L, drawn.toString());
    }

    @Test
    void whatIsAheadLeavesATenthToTheOthers() throws Exception {
        Drawn drawn = draw("a", new Amount(0, 10, 1_000), NONE, 0, 0);
        assertEquals(54, drawn.requests());
        drawn = draw("b", new Amount(0, 1, 5), NONE, 0, 0);
        assertEquals(1, drawn.requests());
    }

    @Test
    void placesAreSharedOutAndRunningOnesNeverTakenAway() throws Exception {
        assertEquals(2, draw("a", NONE, NONE, 2, 0).slots());
        assertEquals(1, draw("b", NONE, NONE, 2, 0).slots());
        assertEquals(2, draw("b", NONE, NONE, 2, 2).slots());
        assertEquals(0, draw("a", NONE, NONE, 0, 0).slots());
        assertEquals(3, draw("b", NONE, NONE, 5, 2).slots());
    }

    @Test
    void aValueThatIsNotOursLeavesTheNodeToItself() throws Exception {
        String key = linked.link.keys().key("limit", RedisKeys.hidden("ann"));
        redis.at(key).talk("SET " + key + " x");
        assertEquals(null, draw("a", wanted(1), NONE, 1, 0));
    }

    @Test
    void twoNodesTogetherAdmitWhatOneWould() throws Exception {
        Rates rates = new Rates(3_000, 300_000, 1_000);
        Map<Tier, Rates> tiers = Map.of(Tier.FREE, rates, Tier.PRO, rates, Tier.ENTERPRISE, rates);
        LookAhead one = new LookAhead(tiers, new RedisBuckets(linked.link, "one"), System::nanoTime);
        LookAhead two = new LookAhead(tiers, new RedisBuckets(linked.link, "two"), System::nanoTime);
        long tick = linked.vertx.setPeriodic(LookAhead.TICK_MILLIS, t -> {
            one.tick();
            two.tick();
        });
        Principal ann = new Principal("ann", "t", Tier.FREE, Set.of());
        long began = System.nanoTime();
        int admitted = 0;
        // Both ask as fast as they are answered, fifty at a time, for three seconds.
        while (System.nanoTime() - began < 3_000_000_000L) {
            List<Future<Admission>> asked = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                Promise<Admission> told = Promise.promise();
                (i % 2 == 0 ? one : two).reserve(ann, null, new Estimate(1, 1), told::complete);
                asked.add(told.future());
            }
            await(Future.all(asked));
            for (Future<Admission> each : asked)
                if (each.result() instanceof Reservation reservation) {
                    admitted++;
                    reservation.settle(2);
                }
        }
        double allowed = 3_000 + (System.nanoTime() - began) / 60e9 * 3_000;
        linked.vertx.cancelTimer(tick);
        System.out.printf("%d admitted of %.0f, %d draws%n", admitted, allowed, linked.commands.size());
        assertTrue(admitted <= allowed, admitted + " of " + allowed);
        assertTrue(admitted >= allowed * 0.95, admitted + " of " + allowed);
        assertTrue(linked.commands.size() < admitted, linked.commands.size() + " draws for " + admitted);
    }
}
