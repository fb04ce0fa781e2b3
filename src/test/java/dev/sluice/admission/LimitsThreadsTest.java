package dev.sluice.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.Principal;
import dev.sluice.model.Tier;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many threads at one user's account while time stands still: together they get what there is, and not one more. */
final class LimitsThreadsTest {
    private static final int THREADS = 8;
    private static final Principal ANNA = new Principal("anna", "t", Tier.ENTERPRISE, Set.of());

    private final Limits limits = new Limits(Rates.usual(), () -> 0);
    private final AtomicLong spent = new AtomicLong();
    private final AtomicLong requests = new AtomicLong();

    @Test
    @Timeout(60)
    void togetherTheyNeverOverspend() throws Exception {
        inThreads(seed -> () -> {
            Random random = new Random(seed);
            for (int i = 0; i < 20_000; i++) {
                long reserved = 1 + random.nextInt(3_000);
                if (!(limits.reserve(ANNA, new Estimate(0, reserved)) instanceof Reservation reservation)) continue;
                long used = random.nextInt((int) reserved + 1);
                requests.incrementAndGet();
                spent.addAndGet(used);
                reservation.settle(used);
                reservation.settle(0);
            }
            return null;
        });
        Rates rates = Rates.usual().get(Tier.ENTERPRISE);
        assertEquals(rates.requests(), requests.get());
        assertTrue(spent.get() <= rates.tokens(), "spent " + spent);
        assertEquals(
                rates.tokens() - spent.get(), limits.state(ANNA, null).tokens().remaining());
    }

    @Test
    @Timeout(60)
    void whatIsReservedIsNotThereForAnother() throws Exception {
        inThreads(seed -> () -> {
            for (int i = 0; i < 1_000; i++)
                if (limits.reserve(ANNA, new Estimate(0, 6_250)) instanceof Reservation) spent.addAndGet(6_250);
            return null;
        });
        assertEquals(5_000_000, spent.get(), "none of them has ended");
        assertEquals(0, limits.state(ANNA, null).tokens().remaining());
    }

    private interface Work {
        Callable<Void> of(long seed);
    }

    private static void inThreads(Work work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Void>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                System.out.println("seed " + i);
                running.add(threads.submit(work.of(i)));
            }
            for (Future<Void> each : running) each.get();
        } finally {
            threads.shutdown();
            assertTrue(threads.awaitTermination(10, TimeUnit.SECONDS));
        }
    }
}
