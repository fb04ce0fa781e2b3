package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.simulator.Simulator;
import dev.sluice.simulator.SimulatorOptions;
import dev.sluice.system.OpenLoop.Ask;
import dev.sluice.system.OpenLoop.Outcome;
import dev.sluice.system.SickEndpoint.State;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * One of two endpoints gets sick and well again under 200 requests a second: callers notice nothing but some delay, operators see it
 * ejected and back.
 */
final class SickEndpointIT {
    private static final int A_SECOND = 200;
    private static final int WARM_UP_SECONDS = 2;
    private static final int WELL_SECONDS = 2;
    private static final int SICK_SECONDS = 6;
    private static final int RECOVERING_SECONDS = 7;
    private static final int SECONDS = WELL_SECONDS + SICK_SECONDS + RECOVERING_SECONDS;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient scraper = HttpClient.newHttpClient();
    /** What the gauge said, each change once. */
    private final List<Boolean> up = new ArrayList<>();

    private Simulator healthy;
    private SickEndpoint sick;
    private TestNode node;

    /** What is done to the endpoint while it is sick, some hundred times; the last call makes it well. */
    private interface Sickness {
        void at(double seconds) throws Exception;
    }

    @BeforeEach
    void start() throws Exception {
        healthy = new Simulator(vertx, SimulatorOptions.local());
        healthy.start().await(10, TimeUnit.SECONDS);
        sick = new SickEndpoint(vertx);
        node = TestNode.configured("""
                listen: {port: 0}
                management: {port: 0}
                simulator: {enabled: false}
                upstreams:
                  a:
                    endpoints: [{url: "%s"}, {url: "http://127.0.0.1:%d/v1"}]
                    slow_start: 0s
                    permits: 1000
                    timeouts: {connect: 3s, first_event: 3s}
                    ejection: {time: 1s, time_max: 2s}
                routes: [{model: "sim*", upstream: a}]
                """.formatted(healthy.baseUrl(), sick.port()));
    }

    @AfterEach
    void stop() throws Exception {
        if (node != null) node.close();
        sick.close();
        healthy.close().await(10, TimeUnit.SECONDS);
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void oneThatFlaps() throws Exception {
        goesUnnoticed(at -> {
            boolean now = (int) (at * 2) % 2 == 0;
            sick.is(now ? (int) at % 2 == 0 ? State.BREAKS : State.FAILS_WITH_500 : State.WELL);
        });
    }

    @Test
    void oneThatHangs() throws Exception {
        goesUnnoticed(at -> sick.is(State.HANGS));
    }

    @Test
    void oneThatRefuses() throws Exception {
        boolean[] gone = new boolean[1];
        goesUnnoticed(at -> {
            if (!gone[0]) sick.goAway();
            gone[0] = true;
        });
    }

    private void goesUnnoticed(Sickness sickness) throws Exception {
        JsonObject question = LimitedNode.question("sim-instant;tokens=5");
        try (OpenLoop loop = new OpenLoop(vertx, node.port())) {
            LongFunction<Ask> asks =
                    i -> new Ask(null, "/v1/chat/completions", question.copy().put("stream", i % 2 == 0));
            // The first requests of a JVM take many times what the later ones do.
            loop.run(A_SECOND / 2.0, WARM_UP_SECONDS, asks).done.get(60, TimeUnit.SECONDS);
            OpenLoop.Run run = loop.run(A_SECOND, SECONDS, asks);
            watch(WELL_SECONDS, at -> {});
            watch(SICK_SECONDS, sickness);
            sick.is(State.WELL);
            if (!sick.listening()) sick.comeBack();
            int before = sick.answered();
            watch(RECOVERING_SECONDS, at -> {});
            List<Outcome> all = run.done.get(30, TimeUnit.SECONDS);
            judge(all, run.rate());
            assertTrue(sick.answered() - before > A_SECOND, "it serves again: " + (sick.answered() - before));
        }
    }

    private void judge(List<Outcome> all, double rate) throws Exception {
        List<Outcome> failed = all.stream().filter(o -> !o.complete()).toList();
        double[] millis = all.stream().mapToDouble(Outcome::millis).sorted().toArray();
        System.out.printf(
                "%d requests at %.0f a second, %d failed; p50 %.1f, p99 %.1f, most %.0f ms; ejected %.0f times, %.0f retries%n",
                all.size(),
                rate,
                failed.size(),
                millis[millis.length / 2],
                millis[millis.length * 99 / 100],
                millis[millis.length - 1],
                ejections(),
                node.meter("upstream_retries"));
        assertEquals(List.of(), failed.stream().limit(3).toList());
        assertTrue(rate > A_SECOND * 0.95, "the load was not what it should be: " + rate);
        assertTrue(ejections() >= 1);
        assertTrue(up.size() >= 3, "its ejection is to be seen in the gauge: " + up);
        assertTrue(up.get(0) && up.get(up.size() - 1), "and its return: " + up);
        assertEquals(0, node.meter("permits_in_use") + node.meter("endpoint_in_flight"));
    }

    /** For so many seconds, a few times a second: does what is to be done, and looks at the gauge. */
    private void watch(int seconds, Sickness sickness) throws Exception {
        long began = System.nanoTime();
        for (double at = 0; at < seconds; at = (System.nanoTime() - began) / 1e9) {
            sickness.at(at);
            boolean now = up();
            if (up.isEmpty() || up.get(up.size() - 1) != now) up.add(now);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    private String scrape() throws Exception {
        URI metrics = URI.create("http://127.0.0.1:" + node.node().managementPort() + "/metrics");
        return scraper.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString())
                .body();
    }

    /** Nothing but an ejection takes it out here: nobody checks it, nobody drains it. */
    private boolean up() throws Exception {
        return sum("endpoint_up{", "endpoint=\"127.0.0.1:" + sick.port()) == 1;
    }

    private double ejections() throws Exception {
        return sum("endpoint_changes_total{", "to=\"ejected\"");
    }

    private double sum(String name, String label) throws Exception {
        return scrape().lines()
                .filter(l -> l.startsWith(name) && l.contains(label))
                .mapToDouble(l -> Double.parseDouble(l.substring(l.lastIndexOf(' ') + 1)))
                .sum();
    }
}
