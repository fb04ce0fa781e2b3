package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.redis.RedisServer;
import dev.sluice.simulator.Simulator;
import dev.sluice.simulator.SimulatorOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes, one Redis, one source. */
final class SharedFeedIT {
    private static final int NODES = 3;
    private static final int KILLS = 5;
    private static final int READERS = 4;
    private static final double RATE = 20;
    private static final Duration SOON = Duration.ofSeconds(40);

    @TempDir
    Path folder;

    private final Vertx outside = Vertx.vertx();
    private final Random random = new Random(11);
    private final ServerProcess[] nodes = new ServerProcess[NODES];
    private final FeedClient[] clients = new FeedClient[NODES];
    private final List<RovingReader> readers = new ArrayList<>();
    private RedisServer redis;
    private Simulator source;

    @BeforeEach
    void start() throws Exception {
        redis = RedisServer.start();
        source = new Simulator(outside, SimulatorOptions.local());
        source.start().await(20, TimeUnit.SECONDS);
        for (int i = 0; i < NODES; i++) startNode(i);
    }

    @AfterEach
    void stop() throws Exception {
        readers.forEach(RovingReader::stop);
        for (FeedClient each : clients) if (each != null) each.close();
        for (ServerProcess each : nodes) if (each != null) each.close();
        source.close().await(20, TimeUnit.SECONDS);
        outside.close().await(20, TimeUnit.SECONDS);
        redis.close();
    }

    private void startNode(int i) throws Exception {
        Path own = folder.resolve("node" + i);
        own.toFile().mkdirs();
        String yaml = """
                listen: {port: 0, instances: 2}
                management: {port: 0}
                sessions: {anonymous: true}
                simulator: {enabled: true}
                auth: {api_keys: [{hash: "%s", user: backend, scopes: [publish]}]}
                redis: {url: "%s"}
                upstreams: {pool: {}}
                routes: [{model: "*", upstream: pool}]
                feeds:
                  news: {read: public}
                  prices:
                    read: public
                    source:
                      url: http://127.0.0.1:%d/feed/prices?rate=%s
                      linger: 500ms
                      retry_max: 500ms
                """.formatted(
                Topics.hash(Topics.BACKEND), redis.url(), source.baseUrl().getPort(), RATE);
        nodes[i] = ServerProcess.start(own, yaml, List.of("-Xmx128m", "-XX:TieredStopAtLevel=1"));
        clients[i] = new FeedClient(outside, nodes[i].base().getPort());
    }

    private FeedClient anyNode() {
        return clients[random.nextInt(NODES)];
    }

    private void read(int node, boolean session) throws Exception {
        read("prices", node, session);
    }

    private void read(String feed, int node, boolean session) throws Exception {
        FeedClient at = clients[node];
        String token = session ? at.session(null).await(20, TimeUnit.SECONDS) : null;
        RovingReader reader = new RovingReader(outside, this::anyNode, feed, token);
        reader.begin(at).await(20, TimeUnit.SECONDS);
        readers.add(reader);
    }

    /** The node that has the source; -1 where none has. */
    private int owner() {
        try {
            for (int i = 0; i < NODES; i++)
                if (nodes[i].alive()
                        && Scrape.of(nodes[i].management()).sum("feed_sources", "feed=\"prices\"", "state=\"open\"")
                                > 0) return i;
            return -1;
        } catch (Exception gone) {
            return -1;
        }
    }

    private void moreEvents(int more) {
        int before = readers.stream().mapToInt(RovingReader::count).max().getAsInt();
        Waiting.until(
                more + " more events for each reader",
                SOON,
                () -> readers.stream().allMatch(r -> r.count() >= before + more));
    }

    @Test
    void eachReaderSeesEachEventOnceThoughTheSourcesOwnerIsKilledAgainAndAgain() throws Exception {
        for (int i = 0; i < NODES * READERS; i++) read(i % NODES, i % 2 == 0);
        moreEvents(20);
        assertEquals(1, source.feeds().counts().begun(), "connections to the source");
        for (int kill = 1; kill <= KILLS; kill++) {
            int owner = owner();
            assertTrue(owner >= 0, "somebody has the source");
            nodes[owner].signal("KILL");
            nodes[owner].exit(10);
            startNode(owner);
            int times = kill + 1;
            Waiting.until(
                    "another has the source",
                    SOON,
                    () -> source.feeds().counts().begun() >= times);
            moreEvents(20);
        }
        assertEquals(1, source.feeds().counts().maxOpen(), "connections at the same time");
        assertEquals(KILLS + 1, source.feeds().counts().begun(), "connections, one for each owner");
        for (RovingReader each : readers) {
            inOrderOnce(each.texts());
            assertEquals(List.of(), each.named("gap"));
        }
    }

    @Test
    void aNodeThatStopsHandsTheSourceOverAndRedisMayBeAwayForAWhile() throws Exception {
        for (int i = 0; i < NODES; i++) read(i, i % 2 == 0);
        moreEvents(5);
        int first = owner();
        long began = System.nanoTime();
        nodes[first].close();
        Waiting.until(
                "another has the source", SOON, () -> source.feeds().counts().begun() == 2);
        long millis = (System.nanoTime() - began) / 1_000_000;
        System.out.println("handed over " + millis + " ms after the node was told to stop");
        moreEvents(5);

        redis.kill();
        int owner = owner();
        RovingReader there = new RovingReader(outside, () -> clients[owner], "prices", null);
        there.begin(clients[owner]).await(20, TimeUnit.SECONDS);
        readers.add(there);
        Waiting.until("the source's node goes on without Redis", SOON, () -> there.count() >= 5);
        FeedClient.Answer refused = publish(clients[owner], "n0");
        assertEquals(503, refused.status());
        assertEquals("redis_away", refused.code());
        redis.startAgain();
        moreEvents(20);

        assertEquals(1, source.feeds().counts().maxOpen(), "connections at the same time");
        for (RovingReader each : readers) {
            inOrderOnce(each.texts());
            assertEquals(List.of(), each.named("gap"));
        }
    }

    @Test
    void whatIsPublishedAtAnyNodeIsReadAtAll() throws Exception {
        for (int i = 0; i < NODES; i++) read("news", i, i % 2 == 0);
        List<Future<FeedClient.Answer>> answers = new ArrayList<>();
        for (int n = 0; n < 100; n++) answers.add(publishing(clients[n % NODES], "n" + n));
        for (Future<FeedClient.Answer> each : answers)
            assertEquals(200, each.await(20, TimeUnit.SECONDS).status());
        Waiting.until("all is there", SOON, () -> readers.stream().allMatch(r -> r.count() >= 100));
        List<String> order = readers.get(0).texts();
        assertEquals(100, order.stream().distinct().count());
        for (RovingReader each : readers) assertEquals(order, each.texts());
        FeedClient.Answer again = publish(clients[1], "n0");
        assertTrue(again.body().getJsonArray("events").getJsonObject(0).getBoolean("repeated"), again::toString);
    }

    private static Future<FeedClient.Answer> publishing(FeedClient at, String id) {
        JsonObject event = new JsonObject().put("id", id).put("data", id);
        return at.call("POST", "/feeds/news/events", Topics.BACKEND, event);
    }

    private static FeedClient.Answer publish(FeedClient at, String id) throws Exception {
        return publishing(at, id).await(20, TimeUnit.SECONDS);
    }

    private static void inOrderOnce(List<String> texts) {
        long first = new JsonObject(texts.get(0)).getLong("n");
        for (int i = 0; i < texts.size(); i++)
            assertEquals(Simulator.feedText(first + i, RATE), texts.get(i), "event " + i + " of " + texts.size());
    }
}
