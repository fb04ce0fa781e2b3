package dev.sluice.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.edge.CredentialDigest;
import dev.sluice.simulator.Simulator;
import dev.sluice.simulator.SimulatorOptions;
import dev.sluice.system.TestNode;
import io.vertx.core.Vertx;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two whole nodes with one Redis and one provider: what their callers may use, and how many streams they open, they hold together. */
final class SharedLimitsIT {
    private static final String KEY = "sk-two-nodes";
    private static final int REQUESTS = 1_200;
    private static final int PERMITS = 8;
    private static final int ASKERS = 16;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Vertx vertx = Vertx.vertx();
    private final List<TestNode> nodes = new ArrayList<>();
    private RedisServer redis;
    private Simulator provider;

    @BeforeEach
    void start() throws Exception {
        redis = RedisServer.start(RedisBinary.EMBEDDED);
        provider = new Simulator(vertx, new SimulatorOptions("127.0.0.1", 0, null));
        provider.start().await(20, TimeUnit.SECONDS);
        for (int i = 0; i < 2; i++) nodes.add(TestNode.configured(yaml()));
    }

    @AfterEach
    void stop() throws Exception {
        for (TestNode node : nodes) node.close();
        vertx.close().await(20, TimeUnit.SECONDS);
        redis.close();
    }

    private String yaml() {
        return """
                listen: {port: 0}
                management: {port: 0}
                simulator: {enabled: false}
                redis: {url: 'redis://127.0.0.1:%d'}
                auth:
                  api_keys:
                    - {hash: '%s', user: ann, tenant: acme, tier: pro}
                limits:
                  enabled: true
                  pro: {requests: %d, tokens: 100000000, concurrent: 1000}
                upstreams:
                  provider:
                    dialect: openai
                    base_url: '%s'
                    permits: %d
                    queue: {shared: true}
                routes: [{model: 'sim*', upstream: provider}]
                """.formatted(redis.port(), CredentialDigest.of(KEY), REQUESTS, provider.baseUrl(), PERMITS);
    }

    private HttpRequest request(TestNode node, String model) {
        String body = "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
        return HttpRequest.newBuilder(node.uri("/v1/chat/completions"))
                .header("authorization", "Bearer " + KEY)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    /** Asks one after the other, on that node, until somebody says stop. */
    private final class Asker {
        private final TestNode node;
        private final String model;
        private final long until;
        private int admitted;
        private int refused;
        private int other;

        Asker(TestNode node, String model, long until) {
            this.node = node;
            this.model = model;
            this.until = until;
        }

        CompletableFuture<Void> run() {
            if (System.nanoTime() >= until) return CompletableFuture.completedFuture(null);
            return http.sendAsync(request(node, model), BodyHandlers.ofString()).thenComposeAsync(answer -> {
                count(answer);
                return run();
            });
        }

        private void count(HttpResponse<String> answer) {
            if (answer.statusCode() == 200) admitted++;
            else if (answer.statusCode() == 429) refused++;
            else other++;
        }
    }

    private List<Asker> ask(String model, int seconds) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        List<Asker> askers = new ArrayList<>();
        for (int i = 0; i < ASKERS; i++) askers.add(new Asker(nodes.get(i % 2), model, until));
        List<CompletableFuture<Void>> ends = askers.stream().map(Asker::run).toList();
        CompletableFuture.allOf(ends.toArray(new CompletableFuture<?>[0])).join();
        return askers;
    }

    @Test
    void twoNodesTogetherSpendNoMoreThanOneMay() {
        long began = System.nanoTime();
        List<Asker> askers = ask("sim;ttft=0;rate=100000;tokens=1", 10);
        double minutes = (System.nanoTime() - began) / 60e9;
        int admitted = askers.stream().mapToInt(a -> a.admitted).sum();
        int refused = askers.stream().mapToInt(a -> a.refused).sum();
        assertEquals(0, askers.stream().mapToInt(a -> a.other).sum());
        double allowed = REQUESTS + minutes * REQUESTS;
        System.out.printf("%d admitted of %.0f, %d refused%n", admitted, allowed, refused);
        assertTrue(refused > 0, "the limit was reached");
        assertTrue(admitted <= allowed * 1.02, admitted + " of " + allowed);
        assertTrue(admitted >= allowed * 0.95, admitted + " of " + allowed);
        assertTrue(askers.get(0).admitted > 0 && askers.get(1).admitted > 0, "both nodes served");
    }

    @Test
    void theProvidersAccountIsNeverOverItsLimit() {
        List<Asker> askers = ask("sim;ttft=20;rate=1000;tokens=20", 6);
        assertEquals(0, askers.stream().mapToInt(a -> a.other).sum());
        assertEquals(PERMITS, provider.record().counts().maxRunning(), "all are used, and no more");
    }
}
