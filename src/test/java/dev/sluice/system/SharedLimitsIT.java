package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.edge.CredentialDigest;
import dev.sluice.redis.RedisServer;
import dev.sluice.system.ProviderProcess.Counts;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.PoolOptions;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes, one provider and one Redis, each a process of its own: what callers may use, and how many streams are open at the
 * provider, the nodes hold together; by the provider's own count, and though a node is killed.
 */
final class SharedLimitsIT {
    private static final String KEY = "sk-two-nodes-0123456789";
    private static final List<String> JAVA = List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    private static final int REQUESTS = 1_200;
    private static final int PERMITS = 8;
    private static final int ASKERS = 12;
    private static final long SPENDING_SECONDS = 10;

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(4 * ASKERS));
    private final List<ServerProcess> nodes = new ArrayList<>();
    private RedisServer redis;
    private ProviderProcess provider;

    @BeforeEach
    void start() throws Exception {
        redis = RedisServer.start();
        provider = ProviderProcess.start();
    }

    @AfterEach
    void stop() throws Exception {
        for (ServerProcess node : nodes) node.close();
        vertx.close().await(20, TimeUnit.SECONDS);
        if (provider != null) provider.close();
        redis.close();
    }

    /** @param requests a minute, of the one user that asks */
    private ServerProcess node(String name, int requests) throws Exception {
        String yaml = """
                listen: {port: 0, instances: 1}
                management: {port: 0}
                simulator: {enabled: false}
                redis: {url: '%s'}
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
                """.formatted(redis.url(), CredentialDigest.of(KEY), requests, provider.baseUrl(), PERMITS);
        ServerProcess node = ServerProcess.start(Files.createDirectories(folder.resolve(name)), yaml, JAVA);
        nodes.add(node);
        return node;
    }

    private SteadyRequests ask(ServerProcess node, String model) {
        String body = "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
        URI address = URI.create(node.base() + "/v1/chat/completions");
        SteadyRequests asking = new SteadyRequests(vertx, http, address, KEY, Buffer.buffer(body));
        asking.start(ASKERS);
        return asking;
    }

    private static void stop(List<SteadyRequests> all) {
        for (SteadyRequests each : all) each.stop();
        Eventually.within(30, "the last answers have come", () -> all.stream().allMatch(SteadyRequests::stopped));
    }

    @Test
    void twoNodesTogetherSpendNoMoreThanOneMay() throws Exception {
        ServerProcess a = node("a", REQUESTS);
        ServerProcess b = node("b", REQUESTS);
        long began = System.nanoTime();
        String model = "sim;ttft=0;rate=100000;tokens=1";
        List<SteadyRequests> asking = List.of(ask(a, model), ask(b, model));
        Waiting.until(
                "the time is over",
                Duration.ofSeconds(SPENDING_SECONDS + 5),
                () -> System.nanoTime() - began > TimeUnit.SECONDS.toNanos(SPENDING_SECONDS));
        stop(asking);
        double allowed = REQUESTS + (System.nanoTime() - began) / 60e9 * REQUESTS;
        List<String> refusals = new ArrayList<>();
        for (SteadyRequests each : asking) refusals.addAll(each.failures);
        int admitted = asking.stream().mapToInt(each -> each.answered.get()).sum();
        System.out.printf(
                "%d and %d admitted of %.0f together (%+.2f %%), %d refused%n",
                asking.get(0).answered.get(),
                asking.get(1).answered.get(),
                allowed,
                (admitted / allowed - 1) * 100,
                refusals.size());
        assertTrue(refusals.stream().allMatch(refusal -> refusal.startsWith("429 ")), "refused for the limit alone");
        assertTrue(!refusals.isEmpty(), "the limit was reached");
        assertEquals(admitted, provider.counts().begun(), "by the provider's count");
        assertTrue(admitted <= allowed * 1.02, admitted + " of " + allowed);
        assertTrue(admitted >= allowed * 0.95, admitted + " of " + allowed);
        for (SteadyRequests each : asking) assertTrue(each.answered.get() > 0, "both nodes served");
    }

    @Test
    void theProvidersAccountIsNeverOverItsLimitAndNoPermitIsLostWithANode() throws Exception {
        String model = "sim;ttft=20;rate=200;tokens=20";
        ServerProcess a = node("a", 1_000_000);
        ServerProcess b = node("b", 1_000_000);
        SteadyRequests ofA = ask(a, model);
        SteadyRequests ofB = ask(b, model);
        allAreUsed("both have shared them out", 20);
        Eventually.within(20, "both serve", () -> ofA.answered.get() > 50 && ofB.answered.get() > 50);

        a.kill();
        ofA.stop();
        long killed = System.nanoTime();
        Eventually.within(5, "its streams are cut", () -> provider.counts().running() < PERMITS);
        allAreUsed("the other one has them all", 15);
        long whole = System.nanoTime();

        SteadyRequests again = ask(node("again", 1_000_000), model);
        Eventually.within(20, "the new one has its share", () -> again.answered.get() > 50);
        allAreUsed("both have shared them out again", 10);
        stop(List.of(ofA, ofB, again));
        Counts counts = provider.counts();
        System.out.printf(
                "%d answers, %d at once at the most, of %d permits; all in use again %d ms after a node was killed%n",
                counts.completed(), counts.maxRunning(), PERMITS, TimeUnit.NANOSECONDS.toMillis(whole - killed));
        assertEquals(PERMITS, counts.maxRunning(), "by the provider's count");
        assertEquals(List.of(), ofB.failures);
        assertEquals(List.of(), again.failures);
    }

    private void allAreUsed(String when, int seconds) {
        Eventually.within(seconds, when, () -> provider.counts().running() == PERMITS);
    }
}
