package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Topics: read from the past, after a break, slowly, and no more. */
final class FeedReadingIT extends Topics {
    @Test
    void historyIsGivenToWhoeverAsks() throws Exception {
        publish("news", 1, 31);
        publish("news", event("marked").put("id", "m"));
        publish("news", 31, 41);
        FeedClient.Stream last = client.streamNow("/feeds/news?history=5", null, null);
        FeedClient.Stream since = client.streamNow("/feeds/news?since=m", null, null);
        FeedClient.Stream live = client.streamNow("/feeds/news", null, null);
        FeedClient.Answer done = client.now("POST", "/feeds/news/subscribe", ann, new JsonObject().put("since", "m"));
        assertEquals(31, done.body().getLong("from"));
        assertEquals(41, done.body().getLong("seq"));
        FeedClient.Stream channel = client.streamNow("/channel", ann, null);
        publish("news", 41, 42);
        Waiting.until(
                "all", SOON, () -> live.texts().size() == 1 && channel.texts().size() == 11);
        assertEquals(numbered(36, 42), last.texts());
        assertEquals(numbered(31, 42), since.texts());
        assertEquals(numbered(31, 42), channel.texts());
        JsonObject page = client.now("GET", "/feeds/news?after=40", null, null).body();
        assertEquals(2, page.getJsonArray("events").size());
        assertEquals(42, page.getLong("seq"));
    }

    @Test
    void whatIsTooOldIsAGap() throws Exception {
        client.now("POST", "/feeds/news/subscribe", ann, new JsonObject());
        FeedClient.Stream channel = client.streamNow("/channel", ann, null);
        publish("news", 1, 3);
        Waiting.until("two", SOON, () -> channel.texts().size() == 2);
        channel.close();
        publish("news", 3, 201);
        FeedClient.Stream again = client.streamNow("/channel", ann, channel.lastId());
        Waiting.until("the rest", SOON, () -> again.texts().size() == 50);
        JsonObject gap = again.named("gap").get(0).data();
        assertEquals(new JsonObject().put("stream", "fd_news").put("from", 3).put("to", 150), gap);
        assertEquals(numbered(151, 201), again.texts());
        assertEquals(1, again.named("gap").size());
    }

    @Test
    void anEventSourceThatIsCutAtRandomMissesNothing() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        System.out.println("cut at random: seed " + seed);
        client.now("POST", "/feeds/news/subscribe", ann, new JsonObject());
        List<String> channelSaw = new ArrayList<>();
        List<String> urlSaw = new ArrayList<>();
        String cursor = null;
        String position = null;
        for (int round = 0, n = 1; round < 15; round++) {
            FeedClient.Stream channel = client.streamNow("/channel", ann, cursor);
            FeedClient.Stream url = client.streamNow("/feeds/news", null, position);
            int to = n + 1 + random.nextInt(40);
            publish("news", n, to);
            // Who has seen nothing has no position to come back to by the feed's URL.
            int seen = Math.max(round == 0 ? 1 : 0, random.nextInt(to - n + 1));
            Waiting.until(
                    "some",
                    SOON,
                    () -> channel.texts().size() >= seen && url.texts().size() >= seen);
            channel.close();
            url.close();
            Waiting.until("closed", SOON, () -> channel.ended && url.ended);
            channelSaw.addAll(channel.texts());
            urlSaw.addAll(url.texts());
            cursor = channel.lastId();
            if (url.lastId() != null) position = url.lastId();
            n = to;
            if (round < 14) continue;
            FeedClient.Stream rest = client.streamNow("/channel", ann, cursor);
            FeedClient.Stream urlRest = client.streamNow("/feeds/news", null, position);
            publish("news", event("end"));
            Waiting.until(
                    "end",
                    SOON,
                    () -> rest.texts().contains("end") && urlRest.texts().contains("end"));
            channelSaw.addAll(rest.texts());
            urlSaw.addAll(urlRest.texts());
            List<String> expected = new ArrayList<>(numbered(1, to));
            expected.add("end");
            assertEquals(expected, channelSaw, "seed " + seed);
            assertEquals(expected, urlSaw, "seed " + seed);
        }
    }

    @Test
    void aReaderThatDoesNotReadHoldsNobodyUp() throws Exception {
        NetSocket slow =
                node.vertx().createNetClient().connect(node.port(), "127.0.0.1").await(20, TimeUnit.SECONDS);
        Buffer heard = Buffer.buffer();
        slow.handler(heard::appendBuffer);
        slow.write("GET /api/v1/feeds/news HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\n\r\n");
        Waiting.until("it reads", SOON, () -> node.meter("feed_subscribers") == 1);
        slow.pause();
        FeedClient.Stream quick = client.streamNow("/feeds/news", null, null);
        String big = "x".repeat(20_000);
        for (int i = 1; i <= 300; i++) {
            publish("news", event(big + i));
            int so = i;
            // It has to keep up with what is kept, 50 events, whatever else this machine does.
            if (i % 20 == 0) Waiting.until("the quick one has all", SOON, () -> quick.feeds == so);
        }
        assertEquals(List.of(), quick.named("gap"));
        slow.resume();
        publish("news", event("end"));
        Waiting.until("the slow one is told", SOON, () -> heard.toString().contains("\"data\":\"end\""));
        assertTrue(heard.toString().contains("event: gap"), "no gap was told");
        slow.close();
    }

    @Test
    void aTabThatLeavesEndsItsPart() throws Exception {
        client.now("POST", "/feeds/news/subscribe", ann, new JsonObject());
        FeedClient.Stream channel = client.streamNow("/channel", ann, null);
        publish("news", 1, 2);
        Waiting.until("one", SOON, () -> channel.texts().size() == 1);
        assertEquals(
                204,
                client.now("POST", "/feeds/news/unsubscribe", ann, new JsonObject())
                        .status());
        Waiting.until("it left", SOON, () -> node.meter("feed_subscribers") == 0);
        publish("news", 2, 3);
        String left = channel.lastId();
        client.now("POST", "/feeds/news/subscribe", ann, new JsonObject());
        publish("news", 3, 4);
        Waiting.until("the third", SOON, () -> channel.texts().size() == 2);
        assertEquals(List.of("e1", "e3"), channel.texts());
        FeedClient.Stream resumed = client.streamNow("/channel", ann, left);
        Waiting.until("from an old cursor", SOON, () -> resumed.texts().size() == 1);
        assertEquals(List.of("e3"), resumed.texts());
        assertEquals(true, resumed.named("hello").get(0).data().getBoolean("resumed"));
    }

    @Test
    void aTopicThatNobodyWouldMissIsLetGoOf() throws Exception {
        publish("brief-1", 1, 2);
        FeedClient.Stream reader = client.streamNow("/feeds/brief-2", null, null);
        publish("brief-2", 1, 2);
        Waiting.until("heard", SOON, () -> reader.feeds == 1);
        assertEquals(2, node.meter("active_feeds"));
        Waiting.until("too old", SOON, () -> node.meter("active_feeds") == 1);
        assertEquals(0, client.now("GET", "/feeds/brief-1", null, null).body().getLong("tail"));
        publish("brief-2", 2, 3);
        Waiting.until("heard", SOON, () -> reader.feeds == 2);
        reader.close();
        Waiting.until("nobody reads", SOON, () -> node.meter("active_feeds") == 0);
        assertEquals(0, node.meter("log_bytes"));
        publish("brief-1", 1, 2);
        assertEquals(1, client.now("GET", "/feeds/brief-1", null, null).body().getLong("tail"));
    }

    @Test
    void aWebSocketSubscribesAndLeavesByCommand() throws Exception {
        List<JsonObject> came = new CopyOnWriteArrayList<>();
        WebSocket socket = node.vertx()
                .createWebSocketClient()
                .connect(new WebSocketConnectOptions()
                        .setHost("127.0.0.1")
                        .setPort(node.port())
                        .setURI("/api/v1/channel")
                        .addSubProtocol("sluice.v1")
                        .putHeader("authorization", "Bearer " + ann))
                .map(open -> open.textMessageHandler(text -> came.add(new JsonObject(text))))
                .await(20, TimeUnit.SECONDS);
        String command = "{\"command\":\"%s\",\"ref\":%d,\"data\":{\"feed\":\"%s\"}}";
        socket.writeTextMessage(command.formatted("subscribe", 1, "news"));
        Waiting.until("subscribed", SOON, () -> count(came, "reply") == 1);
        publish("news", 1, 2);
        Waiting.until("an event", SOON, () -> count(came, "feed") == 1);
        socket.writeTextMessage(command.formatted("unsubscribe", 2, "news"));
        socket.writeTextMessage(command.formatted("subscribe", 3, "inbox-bob"));
        Waiting.until("answered", SOON, () -> count(came, "reply") == 3);
        JsonObject refused = came.get(came.size() - 1).getJsonObject("data");
        assertEquals("missing_right", refused.getJsonObject("problem").getString("code"));
        Waiting.until("left", SOON, () -> node.meter("feed_subscribers") == 0);
        socket.close();
    }

    private static long count(List<JsonObject> came, String event) {
        return came.stream().filter(m -> m.getString("event").equals(event)).count();
    }
}
