package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Twice as many requests as the upstream can bear, over real sockets: the paying ones hardly notice. */
final class FairQueueIT {
    /** Four permits of 100 ms each serve 40 a second. */
    private static final String MODEL = "sim-instant;ttft=100;tokens=1";

    private static final int USERS = 10;
    private static final int SECONDS = 5;
    private static final int PREMIUM_A_SECOND = 15;
    private static final int FREE_A_SECOND = 65;

    @TempDir
    Path directory;

    private final List<Long> premium = Collections.synchronizedList(new ArrayList<>());
    private final List<Long> free = Collections.synchronizedList(new ArrayList<>());

    @Test
    @Timeout(30)
    void premiumWaitsASmallPartOfWhatFreeDoes() throws Exception {
        StringBuilder keys = new StringBuilder("auth:\n  api_keys:\n");
        for (int i = 0; i < USERS; i++) {
            keys.append(LimitedNode.key("free-" + i, "f" + i, "free", ""));
            keys.append(LimitedNode.key("premium-" + i, "p" + i, "enterprise", ""));
        }
        String upstream = "upstreams: {a: {permits: 4, queue_wait: 6s, retry: {limit: 0}}}\n";
        ScheduledExecutorService clock = Executors.newScheduledThreadPool(1);
        try (LimitedNode node = new LimitedNode(directory, keys + upstream)) {
            List<CompletableFuture<?>> all = Collections.synchronizedList(new ArrayList<>());
            // The first answers wait for classes to load.
            for (int i = 0; i < USERS; i++) node.chat("premium-" + i, MODEL);
            offer(clock, node, all, "free-", FREE_A_SECOND, free);
            offer(clock, node, all, "premium-", PREMIUM_A_SECOND, premium);
            clock.shutdown();
            clock.awaitTermination(SECONDS + 5, TimeUnit.SECONDS);
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(15, TimeUnit.SECONDS);
        } finally {
            clock.shutdownNow();
        }
        long worst = percentile(premium, 99);
        long usual = percentile(free, 50);
        String seen = "premium p50 " + percentile(premium, 50) + ", p99 " + worst + " ms of " + premium.size()
                + "; free p50 " + usual + ", p99 " + percentile(free, 99) + " ms of " + free.size();
        System.out.println(seen);
        assertTrue(premium.size() > PREMIUM_A_SECOND * SECONDS * 9 / 10, "nobody of premium is turned away: " + seen);
        assertTrue(free.size() > 40, "free is not starved: " + seen);
        assertTrue(worst * 3 < percentile(free, 99), seen);
    }

    private static void offer(
            ScheduledExecutorService clock,
            LimitedNode node,
            List<CompletableFuture<?>> all,
            String keys,
            int aSecond,
            List<Long> millis) {
        for (int i = 0; i < aSecond * SECONDS; i++) {
            String key = keys + i % USERS;
            clock.schedule(
                    () -> {
                        long began = System.nanoTime();
                        all.add(node.posting(key, "/v1/chat/completions", LimitedNode.question(MODEL))
                                .thenAccept(answer -> {
                                    if (answer.statusCode() == 200)
                                        millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
                                }));
                    },
                    i * 1000L / aSecond,
                    TimeUnit.MILLISECONDS);
        }
    }

    private static long percentile(List<Long> millis, int percent) {
        List<Long> sorted = millis.stream().sorted().toList();
        return sorted.isEmpty() ? -1 : sorted.get((sorted.size() - 1) * percent / 100);
    }
}
