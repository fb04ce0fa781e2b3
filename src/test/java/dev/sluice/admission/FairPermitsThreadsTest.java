package dev.sluice.admission;

import static dev.sluice.admission.FairPermitsTest.ANYBODY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.admission.PermitQueue.Outcome;
import dev.sluice.admission.PermitQueue.Permit;
import dev.sluice.admission.PermitQueue.Ticket;
import dev.sluice.admission.PermitQueue.Waiter;
import dev.sluice.model.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Many threads at one set of permits: never more out than there are, every ticket has one end, nothing is left over.
 */
final class FairPermitsThreadsTest {
    private static final int THREADS = 8;
    private static final int ROUNDS = 20_000;
    private static final int LIMIT = 4;

    private final FairPermits permits = new FairPermits(
            "u", PermitLimit.fixed(LIMIT), QueuePolicy.usual(16, Duration.ofHours(1)), System::nanoTime);
    private final ConcurrentLinkedQueue<Permit> pool = new ConcurrentLinkedQueue<>();
    private final AtomicInteger out = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger granted = new AtomicInteger();
    private final AtomicInteger shed = new AtomicInteger();
    private final AtomicInteger left = new AtomicInteger();

    @Test
    @Timeout(60)
    void everyTicketEndsOnceAndNoPermitIsLost() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Void>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                long seed = 100 + i;
                System.out.println("seed " + seed);
                running.add(threads.submit(work(seed)));
            }
            for (Future<Void> work : running) work.get();
        } finally {
            threads.shutdown();
            assertTrue(threads.awaitTermination(10, TimeUnit.SECONDS));
        }
        while (permits.inUse() > 0) releaseOne();
        assertEquals(THREADS * ROUNDS, granted.get() + shed.get() + left.get());
        assertEquals(0, permits.waiting());
        assertEquals(0, out.get());
        assertTrue(most.get() <= LIMIT, "out at once: " + most.get());
        assertTrue(granted.get() > 0 && left.get() > 0, "granted " + granted + ", shed " + shed + ", left " + left);
    }

    private Callable<Void> work(long seed) {
        return () -> {
            Random random = new Random(seed);
            for (int i = 0; i < ROUNDS; i++) {
                Ticket ticket = permits.acquire(ANYBODY, new Counting());
                if (random.nextInt(4) == 0 && ticket.leave()) left.incrementAndGet();
                if (random.nextInt(10) < 8) releaseOne();
                ticket.etaMillis();
            }
            return null;
        };
    }

    private void releaseOne() {
        Permit permit = pool.poll();
        if (permit == null) return;
        out.decrementAndGet();
        permit.release(Outcome.SUCCESS);
        permit.release(Outcome.SUCCESS);
    }

    private final class Counting implements Waiter {
        private final AtomicInteger told = new AtomicInteger();

        @Override
        public void granted(Permit permit) {
            assertEquals(1, told.incrementAndGet());
            most.accumulateAndGet(out.incrementAndGet(), Math::max);
            granted.incrementAndGet();
            pool.add(permit);
        }

        @Override
        public void shed(Failure failure) {
            assertEquals(1, told.incrementAndGet());
            shed.incrementAndGet();
        }
    }
}
