package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.simulator.Simulator;
import dev.sluice.simulator.SimulatorOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many readers, one upstream connection, and a source that comes and goes. */
final class FeedIT {
    private static final int SUBSCRIBERS = 2000;
    private static final int AT_ONCE = 100;
    private static final double RATE = 5;
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Vertx outside = Vertx.vertx();
    private Simulator source;
    private TestNode node;
    private FeedClient client;

    @BeforeEach
    void start() throws Exception {
        source = new Simulator(outside, SimulatorOptions.local());
        source.start().await(20, TimeUnit.SECONDS);
        node = TestNode.configured("""
                listen: {port: 0}
                management: {port: 0}
                sessions: {anonymous: true}
                simulator: {enabled: true}
                upstreams:
                  pool: {permits: 1}
                routes: [{model: "*", upstream: pool}]
                feeds:
                  prices:
                    read: public
                    source:
                      url: http://127.0.0.1:%1$d/feed/prices?rate=5
                      upstream: pool
                      linger: 200ms
                      retry_max: 500ms
                      idle: 5s
                  flaky:
                    read: public
                    source:
                      url: http://127.0.0.1:%1$d/feed/flaky?rate=50&fault=rst&at=7
                      retry_min: 10ms
                      retry_max: 100ms
                  forgetful:
                    read: public
                    source:
                      url: http://127.0.0.1:%1$d/feed/forgetful?rate=50&fault=cut&at=7
                      retry_min: 10ms
                      retry_max: 100ms
                      resume: false
                  lines:
                    read: public
                    source:
                      url: http://127.0.0.1:%1$d/feed/lines?rate=50&format=json-lines
                      format: json-lines
                """.formatted(source.baseUrl().getPort()));
        client = new FeedClient(node);
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        node.close();
        source.close().await(20, TimeUnit.SECONDS);
        outside.close().await(20, TimeUnit.SECONDS);
    }

    private Future<FeedClient.Stream> subscriber(String feed) {
        return client.session(null)
                .compose(token -> client.call("POST", "/feeds/" + feed + "/subscribe", token, new JsonObject())
                        .compose(done -> client.stream("/channel", token, null)));
    }

    private List<FeedClient.Stream> subscribers(int count) throws Exception {
        List<FeedClient.Stream> all = new ArrayList<>();
        while (all.size() < count) {
            List<Future<FeedClient.Stream>> batch = new ArrayList<>();
            for (int i = 0; i < AT_ONCE && all.size() + i < count; i++) batch.add(subscriber("prices"));
            Future.all(batch).await(30, TimeUnit.SECONDS);
            batch.forEach(done -> all.add(done.result()));
        }
        return all;
    }

    private static void inOrderOnce(List<String> texts, double rate) {
        long first = new JsonObject(texts.get(0)).getLong("n");
        for (int i = 0; i < texts.size(); i++)
            assertEquals(Simulator.feedText(first + i, rate), texts.get(i), "event " + i + " of " + texts.size());
    }

    @Test
    void twoThousandReadersShareOneConnectionAndSeeEachEventOnceThoughTheSourceIsRestarted() throws Exception {
        List<FeedClient.Stream> all = subscribers(SUBSCRIBERS);
        Waiting.until("events", SOON, () -> all.stream().allMatch(s -> s.feeds >= 5));
        assertEquals(1, source.feeds().counts().begun());
        assertEquals(1, source.feeds().counts().open());
        assertEquals(1, node.meter("permits_in_use"));
        assertEquals(SUBSCRIBERS, node.meter("feed_subscribers"));

        int port = source.baseUrl().getPort();
        source.close().await(20, TimeUnit.SECONDS);
        Waiting.until("the break is seen", SOON, () -> node.meter("feed_source_ends") > 1);
        source = new Simulator(outside, new SimulatorOptions("127.0.0.1", port, null));
        source.start().await(20, TimeUnit.SECONDS);
        Waiting.until("it is open again", SOON, () -> source.feeds().counts().open() == 1);
        int before = all.stream().mapToInt(s -> s.feeds).max().getAsInt();
        Waiting.until("more events", SOON, () -> all.stream().allMatch(s -> s.feeds >= before + 5));

        for (FeedClient.Stream each : all) {
            inOrderOnce(each.texts(), RATE);
            assertEquals(List.of(), each.named("gap"));
        }
        assertEquals(1, source.feeds().counts().maxOpen());
        assertTrue(source.feeds().counts().lastEventId() != null, "it was not asked to go on where it was");

        for (FeedClient.Stream each : all) each.close();
        Waiting.until(
                "nobody reads, nothing is open",
                SOON,
                () -> source.feeds().counts().open() == 0);
        Waiting.until("the permit is back", SOON, () -> node.meter("permits_in_use") == 0);
    }

    @Test
    void aSourceThatBreaksAllTheTimeLosesNothing() throws Exception {
        FeedClient.Stream reader = client.streamNow("/feeds/flaky", null, null);
        Waiting.until("events over several breaks", SOON, () -> reader.texts().size() >= 60);
        inOrderOnce(reader.texts(), 50);
        assertTrue(source.feeds().counts().begun() > 5);
        assertEquals(List.of(), reader.named("gap"));
    }

    @Test
    void aSourceThatCannotResumeTellsEachBreakAsAGap() throws Exception {
        FeedClient.Stream reader = client.streamNow("/feeds/forgetful", null, null);
        Waiting.until(
                "events over several breaks", SOON, () -> reader.named("gap").size() >= 3);
        long seq = 0;
        for (FeedClient.Came came : reader.named("feed", "gap")) {
            assertEquals(seq + 1, came.data().getLong(came.event().equals("gap") ? "from" : "seq"));
            seq = came.data().getLong("seq");
        }
        int perConnection = 7;
        assertEquals("gap", reader.named("feed", "gap").get(perConnection).event());
    }

    @Test
    void jsonLinesAreAFeed() throws Exception {
        FeedClient.Stream reader = client.streamNow("/feeds/lines", null, null);
        Waiting.until("events", SOON, () -> reader.texts().size() >= 20);
        inOrderOnce(reader.texts(), 50);
        assertEquals("message", reader.named("feed").get(0).data().getString("event"));
    }

    @Test
    void whoComesBackWithinTheSessionMissesNothingThoughTheConnectionWasClosed() throws Exception {
        String token = client.session(null).await(20, TimeUnit.SECONDS);
        client.now("POST", "/feeds/prices/subscribe", token, new JsonObject());
        FeedClient.Stream first = client.streamNow("/channel", token, null);
        Waiting.until("events", SOON, () -> first.texts().size() >= 3);
        first.close();
        Waiting.until("the linger is over", SOON, () -> source.feeds().counts().open() == 0);
        List<String> before = first.texts();
        FeedClient.Stream second = client.streamNow("/channel", token, first.lastId());
        Waiting.until("events", SOON, () -> second.texts().size() >= 3);
        List<String> both = new ArrayList<>(before);
        both.addAll(second.texts());
        inOrderOnce(both, RATE);
        assertEquals(List.of(), second.named("gap"));
    }
}
