package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.system.Crowds.Visit;
import dev.sluice.system.OpenLoop.Outcome;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Twice as much as the provider can bear, for a minute, over real sockets: 20 permits of 1 s each on average, 40 requests a second. Two
 * upstreams are given the very same at the same time, but for one user who comes to the second with a thousand requests: what it does
 * to the others is the difference, whatever else the machine is busy with. A third upstream, where nobody ever has to wait, tells what
 * the machine itself makes of the requests.
 */
final class FairQueueIT {
    private static final int SECONDS = 60;
    private static final int PERMITS = 20;
    private static final int QUEUE_WAIT_SECONDS = 20;
    /** What free yields to the others by the usual terms: 98 % of the longest wait. */
    private static final double FREE_PENALTY_MILLIS = QUEUE_WAIT_SECONDS * 980;

    private static final int ENTERPRISES = 20;
    private static final int PROS = 50;
    private static final int FREES = 300;
    private static final double HOG_AT = 20;
    /** A thousand new connections in one moment would be felt by everybody, and not for the queue. */
    private static final double HOG_SECONDS = 5;

    private static final int QUIET = 1;
    private static final int BESIDE_THE_HOG = 2;
    private static final int NO_QUEUE = 3;

    private final Vertx vertx = Vertx.vertx();

    /** What the machine takes at worst, and at the 99th percentile, of those who wait for nobody; in milliseconds. */
    private double worstDelay;

    private double usualDelay;

    /** @param waited in milliseconds: from when it was due to its answer, less what the provider took */
    private record Served(Visit visit, int line, double waited) {}

    private final List<Served> served = new ArrayList<>();
    private final Map<String, Integer> refused = new HashMap<>();

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    @Timeout(180)
    void everybodyGetsWhatItsTierPromises() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        List<Visit> quiet = crowds(seed).visits();
        List<Visit> noisy =
                crowds(seed).flood("hog", "hog", 1_000, HOG_AT, HOG_SECONDS).visits();
        List<Visit> free =
                new Crowds(seed + 1).of("enterprise", ENTERPRISES, 8, SECONDS).visits();
        try (LimitedNode node = new LimitedNode(config())) {
            // The first answers wait for classes to load; the queue learns how long one takes.
            for (int i = 0; i < 5; i++)
                for (int line = QUIET; line <= NO_QUEUE; line++)
                    node.chat("enterprise-0", "sim-instant;seed=" + line + ";ttft=100;tokens=1");
            run(node, Map.of(QUIET, quiet, BESIDE_THE_HOG, noisy, NO_QUEUE, free));
        }
        theMachineItself();
        premiumWaitsATenthOfFree();
        nobodyOfFreeWaitsForEver();
        theHogIsNoBurdenToItsOwnTier();
    }

    private static Crowds crowds(long seed) {
        return new Crowds(seed)
                .of("enterprise", ENTERPRISES, 4, SECONDS)
                .of("pro", PROS, 8, SECONDS)
                .of("free", FREES, 28, SECONDS);
    }

    private static String config() {
        StringBuilder yaml = new StringBuilder("auth:\n  api_keys:\n");
        for (int i = 0; i < ENTERPRISES; i++)
            yaml.append(LimitedNode.key("enterprise-" + i, "e" + i, "enterprise", ""));
        for (int i = 0; i < PROS; i++) yaml.append(LimitedNode.key("pro-" + i, "p" + i, "pro", ""));
        for (int i = 0; i < FREES; i++) yaml.append(LimitedNode.key("free-" + i, "f" + i, "free", ""));
        yaml.append(LimitedNode.key("hog", "hog", "free", ""));
        String terms = "{permits: " + PERMITS + ", queue_wait: " + QUEUE_WAIT_SECONDS + "s, retry: {limit: 0}}";
        return yaml + """
                upstreams:
                  a: %1$s
                  b: %1$s
                  c: {permits: 1000}
                routes:
                  - {model: 'sim-instant;seed=1;*', upstream: a}
                  - {model: 'sim-instant;seed=2;*', upstream: b}
                  - {model: 'sim-instant;seed=3;*', upstream: c}
                """.formatted(terms);
    }

    private record Sent(Visit visit, int line) {}

    private void run(LimitedNode node, Map<Integer, List<Visit>> lines) throws Exception {
        List<Sent> all = new ArrayList<>();
        lines.forEach((line, visits) -> {
            for (Visit visit : visits) all.add(new Sent(visit, line));
        });
        all.sort(Comparator.comparingDouble(sent -> sent.visit.atSeconds()));
        Map<OpenLoop.Ask, Sent> sent = new IdentityHashMap<>();
        List<OpenLoop.Ask> asks = new ArrayList<>();
        for (Sent each : all) {
            OpenLoop.Ask ask = each.visit.ask(each.line);
            asks.add(ask);
            sent.put(ask, each);
        }
        try (OpenLoop loop = new OpenLoop(vertx, node.port())) {
            OpenLoop.Run run = loop.run(
                    all.size(), i -> (long) (all.get((int) i).visit.atSeconds() * 1e9), i -> asks.get((int) i));
            List<Outcome> outcomes = run.done.get(SECONDS + 2 * QUEUE_WAIT_SECONDS, TimeUnit.SECONDS);
            System.out.printf("%d requests, %.0f a second%n", outcomes.size(), run.rate());
            for (Outcome outcome : outcomes) take(sent.get(outcome.ask()), outcome);
        }
        System.out.println("refused: " + refused);
    }

    private void take(Sent sent, Outcome outcome) {
        if (outcome.status() == 200) {
            served.add(new Served(sent.visit, sent.line, outcome.millis() - sent.visit.serviceMillis()));
            return;
        }
        assertEquals(503, outcome.status(), outcome.body());
        String code = outcome.body().replaceAll("(?s).*\"code\":\"([a-z_]+)\".*", "$1");
        refused.merge(sent.visit.tier() + " " + code, 1, Integer::sum);
    }

    private double[] waits(Predicate<Served> which) {
        return served.stream()
                .filter(which)
                .mapToDouble(Served::waited)
                .sorted()
                .toArray();
    }

    private double[] waits(int line, String tier) {
        return waits(s -> s.line == line && s.visit.tier().equals(tier));
    }

    private void theMachineItself() {
        double[] delays = waits(s -> s.line == NO_QUEUE);
        usualDelay = p99(delays);
        worstDelay = delays[delays.length - 1];
        System.out.printf("the machine's own delay in ms: p99 %.0f, most %.0f%n", usualDelay, worstDelay);
    }

    private void premiumWaitsATenthOfFree() {
        double enterprise = p99(waits(QUIET, "enterprise"));
        double pro = p99(waits(QUIET, "pro"));
        double free = p99(waits(QUIET, "free"));
        System.out.printf("p99 wait in ms: enterprise %.0f, pro %.0f, free %.0f%n", enterprise, pro, free);
        assertTrue(free > 5_000, "there was no queue: " + free);
        assertTrue(enterprise - usualDelay <= free / 10, enterprise + " of " + free);
        assertTrue(pro - usualDelay <= free / 10, pro + " of " + free);
        assertTrue(
                refused.keySet().stream().allMatch(who -> who.startsWith("free") || who.startsWith("hog")),
                "" + refused);
    }

    private void nobodyOfFreeWaitsForEver() {
        double[] free = waits(s -> s.visit.tier().equals("free"));
        double longest = free[free.length - 1];
        System.out.printf("free: served %d, longest wait %.0f ms%n", free.length, longest);
        double most = FREE_PENALTY_MILLIS + Crowds.LONGEST_SERVICE_MILLIS + worstDelay;
        assertTrue(longest <= most, longest + " of " + most);
        // What the others leave of 20 a second is 8: free has nearly all of it, and does not starve.
        assertTrue(waits(QUIET, "free").length > SECONDS * (PERMITS - 12) * 0.8, "permits stood idle");
        int atOnce = refused.getOrDefault("free queue_too_long", 0);
        int inVain = refused.getOrDefault("free queue_timeout", 0);
        assertTrue(inVain < atOnce, inVain + " waited in vain, " + atOnce + " were told at once");
    }

    private void theHogIsNoBurdenToItsOwnTier() {
        double[] before = since(HOG_AT, QUIET);
        double[] after = since(HOG_AT, BESIDE_THE_HOG);
        System.out.printf(
                "mean wait in ms: %.0f, beside the hog %.0f; served %d, beside the hog %d (who got %d)%n",
                mean(before), mean(after), before.length, after.length, waits(BESIDE_THE_HOG, "hog").length);
        assertTrue(mean(after) <= mean(before) * 1.2, mean(after) + " after " + mean(before));
        assertTrue(p99(after) <= p99(before) * 1.2, p99(after) + " after " + p99(before));
        assertTrue(after.length >= before.length * 0.8, after.length + " after " + before.length);
    }

    private double[] since(double seconds, int line) {
        return waits(s -> s.line == line && s.visit.tier().equals("free") && s.visit.atSeconds() >= seconds);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double p99(double[] sorted) {
        return sorted[(int) Math.min(sorted.length - 1, Math.ceil(0.99 * sorted.length))];
    }
}
