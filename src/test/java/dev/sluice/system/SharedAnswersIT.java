package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.redis.RedisServer;
import dev.sluice.simulator.Simulator;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two nodes that share a Redis: whatever is asked of an answer may be asked of either. */
final class SharedAnswersIT {
    private static final String SLOW = "sim;ttft=50;rate=40;tokens=120";
    private static final String LONG = "sim;ttft=50;rate=20;tokens=4000";

    private static RedisServer redis;
    private static TestNode a;
    private static TestNode b;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisServer.start();
        String[] environment = {"REDIS_URL", redis.url(), "SLUICE_DISCONNECT_GRACE", "1s", "SLUICE_RETENTION", "4s"};
        a = TestNode.start(environment);
        b = TestNode.start(environment);
    }

    @AfterAll
    static void stop() throws Exception {
        b.close();
        a.close();
        redis.close();
    }

    @Test
    void anAnswerOfOneNodeIsReadAsItComesOnTheOther() throws Exception {
        Visitor visitor = Visitor.of(a);
        Visitor there = visitor.at(b.uri(""));
        try (RawChannel channel = there.channel()) {
            Page page = new Page();
            channel.readUntil(page, () -> page.hellos() == 1);
            String stream = visitor.submit(SLOW, "Over there");
            channel.readUntil(page, () -> page.hasEnded(stream));
            assertEquals("done", page.answer(stream).end());
            assertEquals(expected(SLOW, "Over there"), page.answer(stream).text());
            assertTrue(page.events() > 20, () -> "it came in " + page.events() + " events");
        }
        Eventually.idle(a);
    }

    @Test
    void whoGoesToTheOtherNodeInTheMiddleGoesOnThere() throws Exception {
        Visitor visitor = Visitor.of(a);
        Page page = new Page();
        String stream;
        String cursor;
        try (RawChannel channel = visitor.channel()) {
            stream = visitor.submit(SLOW, "Moving");
            channel.readUntil(
                    page, () -> page.knows(stream) && page.answer(stream).seq() > 20);
            cursor = channel.lastEventId();
        }
        try (RawChannel channel = visitor.at(b.uri("")).channel("Last-Event-ID", cursor)) {
            channel.readUntil(page, () -> page.hasEnded(stream));
            assertTrue(page.resumed());
        }
        assertEquals(expected(SLOW, "Moving"), page.answer(stream).text());
        assertEquals(0, page.snapshots());
    }

    @Test
    void anAnswerCanBeLookedAtOnEitherNode() throws Exception {
        Visitor visitor = Visitor.of(a);
        String stream = visitor.submit(SLOW, "Look");
        Visitor there = visitor.at(b.uri(""));
        List<JsonObject> looks = new ArrayList<>();
        Waiting.until("it is done", Duration.ofSeconds(20), () -> {
            looks.add(json(there, "/api/v1/streams/" + stream));
            return looks.get(looks.size() - 1).getString("status").equals("done");
        });
        JsonObject done = looks.get(looks.size() - 1);
        assertEquals(expected(SLOW, "Look"), done.getString("text"));
        assertEquals(SLOW, done.getString("model"));
        assertEquals("stop", done.getString("finish_reason"));
        JsonObject here = json(visitor, "/api/v1/streams/" + stream);
        assertEquals(here, done);
        assertEquals(
                404,
                Visitor.of(b).send("GET", "/api/v1/streams/" + stream, null).statusCode(),
                "a stranger");
    }

    @Test
    void aSharedLinkWorksOnEitherNodeAndKeepsTheAnswerGoing() throws Exception {
        Visitor visitor = Visitor.of(a);
        JsonObject submitted = new JsonObject(
                visitor.send("POST", "/api/v1/streams", body(SLOW, "Share")).body());
        String stream = submitted.getString("stream");
        String path = "/api/v1/streams/" + stream + "?share=" + submitted.getString("share");
        // Its own user is not there at all: without this reader it would be stopped after the grace of a second.
        try (RawChannel link = RawChannel.open(b.port(), path, null)) {
            Page page = new Page();
            link.readUntil(page, () -> page.hasEnded(stream));
            assertEquals("stop", page.answer(stream).last().getString("finish_reason"));
            assertEquals(expected(SLOW, "Share"), page.answer(stream).text());
        }
        HttpRequest wrong = HttpRequest.newBuilder(b.uri("/api/v1/streams/" + stream + "?share=nonsense"))
                .build();
        HttpResponse<String> refused = HttpClient.newHttpClient().send(wrong, BodyHandlers.ofString());
        assertTrue(refused.statusCode() >= 400, refused::body);
    }

    @Test
    void anAnswerIsStoppedFromTheOtherNode() throws Exception {
        Visitor visitor = Visitor.of(a);
        try (RawChannel channel = visitor.channel()) {
            Page page = new Page();
            String stream = visitor.submit(LONG, "Stop");
            channel.readUntil(
                    page, () -> page.knows(stream) && page.answer(stream).seq() > 3);
            Visitor there = visitor.at(b.uri(""));
            assertEquals(
                    204, there.send("DELETE", "/api/v1/streams/" + stream, null).statusCode());
            channel.readUntil(page, () -> page.hasEnded(stream));
            assertEquals("cancelled", page.answer(stream).last().getString("finish_reason"));
        }
        Eventually.idle(a);
    }

    @Test
    void anAnswerGoesOnWhileItsReaderIsOnTheOtherNodeAndIsStoppedOnceItHasLeft() throws Exception {
        Visitor visitor = Visitor.of(a);
        String stream;
        try (RawChannel channel = visitor.at(b.uri("")).channel()) {
            Page page = new Page();
            channel.readUntil(page, () -> page.hellos() == 1);
            stream = visitor.submit(LONG, "Stay");
            long began = System.nanoTime();
            // Twice as long as the grace.
            channel.readUntil(page, () -> System.nanoTime() - began > 2_000_000_000L);
            assertEquals(1, a.meter("active_streams"), "it was stopped under its reader");
        }
        Eventually.within(8, "nobody reads it, so it is stopped", () -> a.meter("active_streams") == 0);
        JsonObject after = json(visitor, "/api/v1/streams/" + stream);
        assertEquals("cancelled", after.getString("finish_reason"));
    }

    @Test
    void theSameKeyIsTheSameAnswerOnEitherNode() throws Exception {
        Visitor visitor = Visitor.of(a);
        String body = body(SLOW, "Once");
        JsonObject first = new JsonObject(visitor.send("POST", "/api/v1/streams", body, "Idempotency-Key", "k")
                .body());
        HttpResponse<String> again =
                visitor.at(b.uri("")).send("POST", "/api/v1/streams", body, "Idempotency-Key", "k");
        assertEquals(202, again.statusCode(), again.body());
        assertEquals(first.getString("stream"), new JsonObject(again.body()).getString("stream"));
        assertEquals(first.getString("share"), new JsonObject(again.body()).getString("share"));
    }

    @Test
    void anotherTabReadsItByTheOtherNode() throws Exception {
        Visitor visitor = Visitor.of(a);
        Visitor there = visitor.at(b.uri(""));
        visitor.send("PUT", "/api/v1/tabs/one", null);
        there.send("PUT", "/api/v1/tabs/two", null);
        String stream = visitor.submit(SLOW, "Tabs", "one");
        HttpResponse<String> joined = there.send(
                "POST",
                "/api/v1/streams/" + stream + "/subscribe",
                new JsonObject().put("tab", "two").encode());
        assertEquals(202, joined.statusCode(), joined.body());
        Page page = new Page();
        try (RawChannel channel = RawChannel.open(b.port(), "/api/v1/channel?tab=two", there.bearer())) {
            channel.readUntil(page, () -> page.hasEnded(stream));
        }
        assertEquals(expected(SLOW, "Tabs"), page.answer(stream).text());
    }

    @Test
    void whatIsOverItsRetentionIsGoneOnBothNodesAndFromTheSession() throws Exception {
        Visitor visitor = Visitor.of(a);
        String model = "sim;ttft=1;rate=1000;tokens=5";
        Page page = new Page();
        try (RawChannel channel = visitor.at(b.uri("")).channel()) {
            channel.readUntil(page, () -> page.hellos() == 1);
            String stream = visitor.submit(model, "Short");
            channel.readUntil(page, () -> page.hasEnded(stream));
            Eventually.within(20, "it is gone", () -> status(visitor, stream) == 404);
            Eventually.within(20, "there too", () -> status(visitor.at(b.uri("")), stream) == 404);
            assertEquals("*0", redis.talk("KEYS sluice:log:{" + stream + "}"));
        }
        // Whoever comes without a cursor is told of nothing that is gone.
        try (RawChannel channel = visitor.at(b.uri("")).channel()) {
            Page fresh = new Page();
            channel.readUntil(fresh, () -> fresh.hellos() == 1);
            assertEquals(0, fresh.ended());
        }
    }

    private static int status(Visitor visitor, String stream) {
        try {
            return visitor.send("GET", "/api/v1/streams/" + stream, null).statusCode();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static JsonObject json(Visitor visitor, String path) {
        try {
            HttpResponse<String> response = visitor.send("GET", path, null);
            assertEquals(200, response.statusCode(), response.body());
            return new JsonObject(response.body());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String body(String model, String question) {
        return new JsonObject()
                .put("model", model)
                .put("messages", Visitor.messages(question))
                .encode();
    }

    private static String expected(String model, String question) {
        return Simulator.expectedText(model, Visitor.messages(question));
    }
}
