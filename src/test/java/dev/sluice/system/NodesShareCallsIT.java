package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.redis.RedisServer;
import dev.sluice.simulator.Simulator;
import dev.sluice.simulator.SimulatorOptions;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Identical requests reach the provider once, whichever of the nodes that share a Redis they come to. */
final class NodesShareCallsIT {
    private static final int CALLERS = 200;
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx();
    private final List<TestNode> nodes = new ArrayList<>();
    private RedisServer redis;
    private Simulator provider;
    private TestNode a;
    private TestNode b;

    @BeforeEach
    void start() throws Exception {
        redis = RedisServer.start();
        provider = new Simulator(vertx, SimulatorOptions.local());
        provider.start().await(20, TimeUnit.SECONDS);
        a = node();
        b = node();
    }

    @AfterEach
    void stop() throws Exception {
        for (TestNode node : nodes) node.close();
        vertx.close().await(20, TimeUnit.SECONDS);
        redis.close();
    }

    private TestNode node() throws Exception {
        TestNode node = TestNode.configured(yaml());
        nodes.add(node);
        return node;
    }

    private String yaml() {
        return """
                listen: {port: 0}
                management: {port: 0}
                sessions: {anonymous: true}
                upstreams:
                  main: {dialect: openai, base_url: "%s", permits: 512}
                routes:
                  - {model: "*", upstream: main}
                simulator: {enabled: false}
                redis: {url: "%s"}
                """.formatted(provider.baseUrl(), redis.url());
    }

    private HttpClient to(URI node) {
        return vertx.createHttpClient(
                new HttpClientOptions().setDefaultHost(node.getHost()).setDefaultPort(node.getPort()),
                new PoolOptions().setHttp1MaxSize(CALLERS));
    }

    private HttpClient to(TestNode node) {
        return to(node.uri("/"));
    }

    private long begun() {
        return provider.record().counts().begun();
    }

    private int running() {
        return provider.record().counts().running();
    }

    private static String expected(String model) {
        return Simulator.expectedText(model, Caller.MESSAGES);
    }

    @Test
    void aCrowdAtBothNodesIsOneCallAndItsAnswerIsKeptForAll() throws Exception {
        String model = "sim;ttft=4000;rate=200;tokens=60";
        List<HttpClient> clients = List.of(to(a), to(b));
        List<Caller> crowd = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) crowd.add(Caller.ask(clients.get(i % 2), model, true));
        int coalesced = 0;
        for (Caller each : crowd) {
            assertEquals(expected(model), each.text());
            if (each.told("x-sluice-coalesced")) coalesced++;
        }
        assertEquals(1, begun());
        assertEquals(CALLERS - 1, coalesced);
        assertEquals(CALLERS - 1, a.meter("shared_requests") + b.meter("shared_requests"));

        for (TestNode node : List.of(a, b, node())) {
            Caller late = Caller.ask(to(node), model, true);
            assertEquals(expected(model), late.text());
            assertTrue(late.told("x-sluice-cached"));
            assertFalse(late.told("x-sluice-coalesced"));
        }
        assertEquals(1, begun());
    }

    @Test
    void aWholeAnswerIsKeptForAll() throws Exception {
        String model = "sim;ttft=0;rate=0;tokens=20";
        String first = Caller.ask(to(a), model, false).whole();
        Caller late = Caller.ask(to(b), model, false);
        assertEquals(first, late.whole());
        assertTrue(late.told("x-sluice-cached"));
        assertEquals(1, begun());
    }

    @Test
    void theCallGoesOnForAsLongAsAnybodyAnywhereReadsIt() throws Exception {
        String model = "sim;ttft=500;rate=50;tokens=5000";
        Caller first = Caller.ask(to(a), model, true);
        Waiting.until("the provider is asked", SOON, () -> running() == 1);
        Caller second = Caller.ask(to(b), model, true);
        assertTrue(second.told("x-sluice-coalesced"));
        assertFalse(first.told("x-sluice-coalesced"));
        first.leave();
        Waiting.until("nobody reads at the first node", SOON, () -> a.meter("active_streams") <= 1);
        int heard = second.heard().length();
        Waiting.until("the other reads on", SOON, () -> second.heard().length() > heard + 20_000);
        assertEquals(1, running());
        Caller third = Caller.ask(to(a), model, true);
        assertTrue(third.told("x-sluice-coalesced"), "whoever comes back to the first node joins it, too");
        third.leave();
        second.leave();
        Waiting.until("the call ends with the last", SOON, () -> running() == 0);
        assertEquals(1, begun());
        Waiting.until("its permit is back", SOON, () -> a.meter("permits_in_use") == 0);
    }

    @Test
    void whoFollowsANodeThatDiesBeforeItsFirstWordIsAnsweredAllTheSame(@TempDir Path folder) throws Exception {
        String model = "sim;ttft=10000;rate=200;tokens=60";
        Caller follower;
        try (ServerProcess other = ServerProcess.start(folder, yaml(), List.of("-Xmx256m", "-XX:+UseSerialGC"))) {
            Caller.ask(to(other.base()), model, true);
            Waiting.until("the provider is asked", SOON, () -> running() == 1);
            follower = Caller.ask(to(b), model, true);
            Waiting.until("its log is read here", SOON, () -> b.meter("cluster_logs_copied") == 1);
            other.kill();
        }
        assertEquals(expected(model), follower.text());
        assertFalse(follower.told("x-sluice-coalesced"), "it was its own call in the end");
        assertEquals(2, begun());
    }

    @Test
    void withoutRedisEveryNodeAsksForItself() throws Exception {
        String model = "sim;ttft=5000;rate=200;tokens=60";
        Caller first = Caller.ask(to(a), model, true);
        Waiting.until("the provider is asked", SOON, () -> running() == 1);
        Caller follower = Caller.ask(to(b), model, true);
        Waiting.until("its log is read here", SOON, () -> b.meter("cluster_logs_copied") == 1);
        redis.kill();
        assertEquals(expected(model), follower.text());
        assertEquals(expected(model), first.text());
        assertEquals(2, begun());
        String another = "sim;ttft=0;rate=0;tokens=30";
        for (TestNode node : List.of(a, b))
            assertEquals(expected(another), Caller.ask(to(node), another, true).text());
        assertEquals(4, begun());
    }
}
