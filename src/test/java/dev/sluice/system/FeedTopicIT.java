package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Topics: published to by backends, read by browsers, each by its right. */
final class FeedTopicIT extends Topics {
    @Test
    void whatIsPublishedReachesSubscribersAsItWasSaid() throws Exception {
        client.now("POST", "/feeds/news/subscribe", ann, new JsonObject());
        FeedClient.Stream channel = client.streamNow("/channel", ann, null);
        String nasty = "line\nline\r\n\"quoted\" \\ \u0000 \u2028 😀";
        publish("news", new JsonObject().put("event", "flash").put("id", "n1").put("data", nasty));
        publish("news", new JsonObject().put("data", new JsonObject().put("a", 1)));
        Waiting.until("both", SOON, () -> channel.texts().size() == 2);
        JsonObject first = channel.named("feed").get(0).data();
        assertEquals(
                new JsonObject()
                        .put("stream", "fd_news")
                        .put("seq", 1)
                        .put("event", "flash")
                        .put("id", "n1")
                        .put("data", nasty),
                first);
        assertEquals(List.of(nasty, "{\"a\":1}"), channel.texts());
        assertEquals("message", channel.named("feed").get(1).data().getString("event"));
    }

    @Test
    void anIdThatIsRepeatedAppendsNothing() throws Exception {
        JsonObject said = event("once").put("id", "x1");
        assertEquals(false, events(publish("news", said)).getJsonObject(0).getBoolean("repeated"));
        JsonObject again = events(publish("news", said)).getJsonObject(0);
        assertEquals(1, again.getInteger("seq"));
        assertEquals(true, again.getBoolean("repeated"));
        assertEquals(1, events(client.now("GET", "/feeds/news", null, null)).size());
    }

    @Test
    void publishingNeedsTheRight() throws Exception {
        FeedClient.Answer noScope = client.now("POST", "/feeds/news/events", ANN, event("x"));
        assertEquals(403, noScope.status());
        assertTrue(noScope.body().getString("detail").contains("scope publish"), noScope.body()::encode);
        assertEquals(
                401, client.now("POST", "/feeds/news/events", null, event("x")).status());
        assertEquals(
                401, client.now("POST", "/feeds/news/events", ann, event("x")).status(), "a session is no key");
        assertEquals("not_a_topic", publish("ticks", event("x")).code());
        FeedClient.Answer unknown = publish("nowhere", event("x"));
        assertEquals(404, unknown.status());
        assertEquals("unknown_feed", unknown.code());
        assertEquals(200, publish("orders-77", event("x")).status());
    }

    @Test
    void whatIsNoPublicationIsRefusedByNameAndWhole() throws Exception {
        JsonArray batch = new JsonArray()
                .add(event("good"))
                .add(new JsonObject().put("data", "x").put("evnt", "y"));
        FeedClient.Answer wrong = publish("news", batch);
        assertEquals(400, wrong.status());
        assertTrue(wrong.body().getString("detail").startsWith("events[1].evnt: "), wrong.body()::encode);
        for (Object bad : List.of(
                new JsonArray(),
                new JsonObject(),
                "text",
                event("x").put("event", "two\nlines"),
                event("x").put("id", ""),
                event("x").put("id", 7))) assertEquals(400, publish("news", bad).status(), String.valueOf(bad));
        JsonArray many = new JsonArray();
        for (int i = 0; i < 101; i++) many.add(event("e"));
        assertEquals(400, publish("news", many).status());
        assertEquals(0, events(client.now("GET", "/feeds/news", null, null)).size());
    }

    @Test
    void readingNeedsTheRightAndTheAnswerNamesIt() throws Exception {
        String stranger = client.session(null).await(20, TimeUnit.SECONDS);
        FeedClient.Answer refused = client.now("POST", "/feeds/orders-1/subscribe", stranger, new JsonObject());
        assertEquals(403, refused.status());
        assertTrue(refused.body().getString("detail").contains("right authenticated"), refused.body()::encode);
        assertEquals(
                202,
                client.now("POST", "/feeds/orders-1/subscribe", ann, new JsonObject())
                        .status());
        assertEquals(200, client.now("GET", "/feeds/orders-1", ANN, null).status(), "by key, without a session");

        assertEquals(
                202,
                client.now("POST", "/feeds/inbox-ann@example.com/subscribe", ann, null)
                        .status());
        FeedClient.Answer other = client.now("GET", "/feeds/inbox-bob", ann, null);
        assertEquals(403, other.status());
        assertTrue(other.body().getString("detail").contains("right user"), other.body()::encode);
    }
}
