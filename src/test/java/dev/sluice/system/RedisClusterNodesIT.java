package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.redis.RedisClusterServers;
import dev.sluice.simulator.Simulator;
import dev.sluice.simulator.SimulatorOptions;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two nodes whose Redis is a cluster of three masters: all that they share, at the one and at the other, and slots that move. */
final class RedisClusterNodesIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int PERMITS = 6;

    private static final List<TestNode> NODES = new ArrayList<>();
    private static RedisClusterServers redis;
    private static Vertx vertx;
    private static Simulator provider;
    private static TestNode a;
    private static TestNode b;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisClusterServers.start();
        vertx = Vertx.vertx();
        provider = new Simulator(vertx, SimulatorOptions.local());
        provider.start().await(20, TimeUnit.SECONDS);
        for (int i = 0; i < 2; i++) NODES.add(TestNode.configured(yaml()));
        a = NODES.get(0);
        b = NODES.get(1);
    }

    @AfterAll
    static void stop() throws Exception {
        for (TestNode node : NODES) node.close();
        if (vertx != null) vertx.close().await(20, TimeUnit.SECONDS);
        if (redis != null) redis.close();
    }

    private static String yaml() throws Exception {
        return """
                listen: {port: 0}
                management: {port: 0}
                sessions: {anonymous: true}
                simulator: {enabled: false}
                auth:
                  api_keys:
                    - {hash: "%s", user: backend, scopes: [publish]}
                    - {hash: "%s", user: ann, tenant: acme, tier: pro}
                limits: {enabled: true, pro: {requests: 100000, tokens: 100000000, concurrent: 1000}}
                redis: {mode: cluster, nodes: "%s", timeout: 2s}
                upstreams:
                  main: {base_url: "%s", permits: 64}
                  few: {base_url: "%s", permits: %d, queue: {shared: true}}
                routes:
                  - {model: "sim-fast*", upstream: few}
                  - {model: "*", upstream: main}
                feeds:
                  news: {read: public}
                  prices: {read: public, source: {url: "http://127.0.0.1:%d/feed/prices?rate=20"}}
                """.formatted(
                        Topics.hash(Topics.BACKEND),
                        Topics.hash(Topics.ANN),
                        redis.nodes().get(1),
                        provider.baseUrl(),
                        provider.baseUrl(),
                        PERMITS,
                        provider.baseUrl().getPort());
    }

    private static HttpClient to(TestNode node) {
        return vertx.createHttpClient(
                new HttpClientOptions().setDefaultPort(node.port()), new PoolOptions().setHttp1MaxSize(50));
    }

    @Test
    void anAnswerIsReadAtTheOtherNodeThoughItsLogMovesToAnotherServer() throws Exception {
        String model = "sim;ttft=50;rate=40;tokens=160";
        Visitor visitor = Visitor.of(a);
        try (RawChannel channel = visitor.at(b.uri("")).channel()) {
            Page page = new Page();
            channel.readUntil(page, () -> page.hellos() == 1);
            String stream = visitor.submit(model, "Moving");
            for (int seq = 20; seq <= 80; seq += 30) {
                int seen = seq;
                channel.readUntil(
                        page, () -> page.knows(stream) && page.answer(stream).seq() > seen);
                redis.move("sluice:log:{" + stream + "}", true);
            }
            channel.readUntil(page, () -> page.hasEnded(stream));
            assertEquals("done", page.answer(stream).end());
            assertEquals(
                    Simulator.expectedText(model, Visitor.messages("Moving")),
                    page.answer(stream).text());
        }
    }

    @Test
    void aTopicsEventsAreHeardAtTheOtherNode() throws Exception {
        FeedClient atA = new FeedClient(vertx, a.port());
        FeedClient atB = new FeedClient(vertx, b.port());
        FeedClient.Stream reader = atB.streamNow("/feeds/news", null, null);
        for (int i = 0; i < 30; i++) {
            FeedClient publisher = i % 3 == 0 ? atB : atA;
            JsonObject event = Topics.event("e" + i);
            assertEquals(
                    200,
                    publisher
                            .now("POST", "/feeds/news/events", Topics.BACKEND, event)
                            .status());
        }
        Waiting.until("all are heard", SOON, () -> reader.texts().size() == 30);
        assertEquals(Topics.numbered(0, 30), reader.texts());
        reader.close();
        atA.close();
        atB.close();
    }

    @Test
    void aFeedHasOneSourceForBothNodes() throws Exception {
        FeedClient atA = new FeedClient(vertx, a.port());
        FeedClient atB = new FeedClient(vertx, b.port());
        List<FeedClient.Stream> readers =
                List.of(atA.streamNow("/feeds/prices", null, null), atB.streamNow("/feeds/prices", null, null));
        for (FeedClient.Stream each : readers)
            Waiting.until("it is told", SOON, () -> each.texts().size() > 20);
        assertEquals(1, provider.feeds().counts().maxOpen(), "connections to the source");
        readers.forEach(FeedClient.Stream::close);
        atA.close();
        atB.close();
    }

    @Test
    void jobsOfOneNodeAreKnownAtBothAndEachIsDone() throws Exception {
        Visitor visitor = Visitor.of(a);
        JobClient there = new JobClient(visitor.at(b.uri("")));
        List<JsonObject> jobs = new ArrayList<>();
        for (int i = 0; i < 40; i++) jobs.add(JobClient.job("sim-instant;tokens=3", "job " + i));
        for (String job : new JobClient(visitor).submit(jobs))
            assertEquals(1, there.await(job, "completed").getInteger("attempts"));
    }

    @Test
    void identicalRequestsAtBothAreOneCallAndKeptForBoth() throws Exception {
        String model = "sim;ttft=1500;rate=200;tokens=60";
        long before = provider.record().counts().begun();
        List<HttpClient> clients = List.of(to(a), to(b));
        List<Caller> crowd = new ArrayList<>();
        for (int i = 0; i < 10; i++) crowd.add(Caller.ask(clients.get(i % 2), Topics.ANN, model, true));
        for (Caller each : crowd) assertEquals(Simulator.expectedText(model, Caller.MESSAGES), each.text());
        Caller late = Caller.ask(to(b), Topics.ANN, model, true);
        assertEquals(Simulator.expectedText(model, Caller.MESSAGES), late.text());
        assertTrue(late.told("x-sluice-cached"));
        assertEquals(before + 1, provider.record().counts().begun());
    }

    @Test
    void permitsAndLimitsAreThoseOfBothTogether() throws Exception {
        Buffer body = new JsonObject()
                .put("model", "sim-fast;ttft=20;rate=300;tokens=20")
                .put("messages", Visitor.messages("Hi"))
                .toBuffer();
        List<SteadyRequests> asking = new ArrayList<>();
        for (TestNode node : NODES)
            asking.add(new SteadyRequests(vertx, to(node), node.uri("/v1/chat/completions"), Topics.ANN, body));
        for (SteadyRequests each : asking) each.start(PERMITS);
        for (SteadyRequests each : asking) Waiting.until("it is served", SOON, () -> each.answered.get() > 50);
        int most = 0;
        long began = System.nanoTime();
        while (most < PERMITS || System.nanoTime() - began < TimeUnit.SECONDS.toNanos(2)) {
            most = Math.max(most, provider.record().counts().running());
            assertTrue(System.nanoTime() - began < SOON.toNanos(), "never more than " + most + " at once");
            Thread.onSpinWait();
        }
        for (SteadyRequests each : asking) each.stop();
        Waiting.until("the last have come", SOON, () -> asking.stream().allMatch(SteadyRequests::stopped));
        for (SteadyRequests each : asking) assertEquals(List.of(), each.failures);
        assertEquals(PERMITS, most);
    }
}
