package dev.sluice.upstream.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.Time;
import dev.sluice.model.UpstreamConfig.EndpointConfig;
import dev.sluice.model.UpstreamPolicy.Balance;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Many threads pick, report, check and drain at once: nothing leaks, no limit is passed. */
final class EndpointsThreadsTest {
    private static final int LIMIT = 3;
    private static final int ROUNDS = 5000;

    @Test
    void nothingLeaksAndNoLimitIsPassed() throws Exception {
        System.out.println("seed " + Bench.SEED);
        AtomicInteger[] held = {new AtomicInteger(), new AtomicInteger()};
        List<EndpointConfig> two = List.of(
                new EndpointConfig(URI.create("http://a"), 1, false),
                new EndpointConfig(URI.create("http://b"), 2, false));
        Endpoints endpoints = new Endpoints(
                two,
                Bench.policy(Balance.RANDOM_2, Duration.ofNanos(500), LIMIT),
                Time.SYSTEM,
                new SplittableRandom(Bench.SEED),
                EndpointObserver.NOOP);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Void>> done = new ArrayList<>();
            for (int t = 0; t < 4; t++) done.add(threads.submit(worker(endpoints, held, Bench.SEED + t)));
            for (Future<Void> each : done) each.get();
        } finally {
            threads.shutdownNow();
        }
        for (EndpointView view : endpoints.views()) assertEquals(0, view.inFlight());
    }

    private static Callable<Void> worker(Endpoints endpoints, AtomicInteger[] held, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return () -> {
            for (int i = 0; i < ROUNDS; i++) {
                Lease lease = endpoints.pick(Set.of());
                if (lease != null) {
                    assertTrue(held[lease.index()].incrementAndGet() <= LIMIT);
                    if (random.nextBoolean()) lease.succeeded();
                    else lease.failed("x");
                    held[lease.index()].decrementAndGet();
                    lease.close();
                }
                if (random.nextInt(10) == 0) endpoints.checked(random.nextInt(2), random.nextBoolean(), "x");
                if (random.nextInt(50) == 0) endpoints.drain("a", random.nextBoolean());
            }
            return null;
        };
    }
}
