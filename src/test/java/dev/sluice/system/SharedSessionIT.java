package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.redis.RedisBinary;
import dev.sluice.redis.RedisServer;
import dev.sluice.simulator.Simulator;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Two whole nodes and a real Redis: a session is at home on both, whichever one its requests come to. */
@ParameterizedClass
@EnumSource(RedisBinary.class)
final class SharedSessionIT {
    private final RedisServer redis;
    private TestNode a;
    private TestNode b;

    SharedSessionIT(RedisBinary binary) throws Exception {
        redis = RedisServer.start(binary);
    }

    @BeforeEach
    void start() throws Exception {
        a = node();
        b = node();
    }

    @AfterEach
    void stop() throws Exception {
        if (a != null) a.close();
        if (b != null) b.close();
        redis.close();
    }

    @Test
    void aSessionOfOneNodeIsFoundOnTheOtherWithItsTabs() throws Exception {
        Visitor onA = Visitor.of(a);
        assertEquals(200, onA.send("PUT", "/api/v1/tabs/t1", null).statusCode());
        Visitor onB = onA.at(b.uri(""));
        HttpResponse<String> known = onB.send("POST", "/api/v1/session", null);
        assertEquals(200, known.statusCode(), known.body());
        Page page = new Page();
        try (RawChannel channel = RawChannel.open(b.port(), "/api/v1/channel?tab=t1", onA.bearer())) {
            channel.readUntil(page, () -> page.hellos() == 1);
        }
        HttpResponse<String> ended = onB.send("DELETE", "/api/v1/session", null);
        assertEquals(204, ended.statusCode(), ended.body());
        assertEquals(401, onA.send("PUT", "/api/v1/tabs/t2", null).statusCode());
    }

    @Test
    void anAnswerAskedForAtTheOtherNodeIsKnownToTheChannelAtOnce() throws Exception {
        Visitor onA = Visitor.of(a);
        Page page = new Page();
        try (RawChannel channel = onA.channel()) {
            channel.readUntil(page, () -> page.hellos() == 1);
            assertEquals(
                    200, onA.at(b.uri("")).send("PUT", "/api/v1/tabs/t9", null).statusCode());
            String stream = onA.submit("sim-instant;tokens=40", "Hello?", "t9");
            channel.readUntil(page, () -> page.hasEnded(stream));
            assertEquals(
                    Simulator.expectedText("sim-instant;tokens=40", Visitor.messages("Hello?")),
                    page.answer(stream).text());
        }
    }

    @Test
    void aConnectionOnTheOtherNodeTakesOver() throws Exception {
        Visitor onA = Visitor.of(a);
        Page before = new Page();
        Page after = new Page();
        try (RawChannel first = onA.channel()) {
            first.readUntil(before, () -> before.hellos() == 1);
            try (RawChannel second = onA.at(b.uri("")).channel("Last-Event-ID", first.lastEventId())) {
                second.readUntil(after, () -> after.hellos() == 1);
                first.readUntil(before, () -> false);
                assertTrue(first.over());
                assertEquals("replaced", before.bye().getString("reason"));
                assertFalse(before.bye().getBoolean("reconnect"));
                assertTrue(after.resumed());
                assertEquals(null, after.bye());
            }
        }
    }

    @Test
    void aTicketOfOneNodeIsRedeemedOnTheOther() throws Exception {
        HttpResponse<String> made = Visitor.of(a).send("POST", "/api/v1/session/ticket", null);
        String path = "/api/v1/channel?ticket=" + new JsonObject(made.body()).getString("ticket");
        Page page = new Page();
        try (RawChannel channel = RawChannel.open(b.port(), path, null)) {
            channel.readUntil(page, () -> page.hellos() == 1);
        }
        Page again = new Page();
        try (RawChannel channel = RawChannel.open(a.port(), path, null)) {
            channel.readUntil(again, () -> again.bye() != null);
        }
        assertEquals("unauthorized", again.bye().getString("reason"));
    }

    @Test
    void readersStayAndNewSessionsAreMadeWhileRedisIsAway() throws Exception {
        Visitor visitor = Visitor.of(a);
        Page page = new Page();
        try (RawChannel channel = visitor.channel()) {
            channel.readUntil(page, () -> page.hellos() == 1);
            redis.kill();
            Eventually.within(10, "it is noticed", () -> a.meter("redis_up") == 0 && b.meter("redis_up") == 0);
            assertEquals(200, visitor.send("GET", "/ready", null).statusCode());
            String stream = visitor.submit("sim-instant;tokens=40", "Are you there?");
            channel.readUntil(page, () -> page.hasEnded(stream));
            Visitor newcomer = Visitor.of(a);
            HttpResponse<String> elsewhere = newcomer.at(b.uri("")).send("PUT", "/api/v1/tabs/t1", null);
            assertEquals(503, elsewhere.statusCode(), elsewhere.body());
            assertTrue(elsewhere.body().contains("redis_away"), elsewhere.body());
            Page turnedAway = new Page();
            try (RawChannel other = newcomer.at(b.uri("")).channel()) {
                other.readUntil(turnedAway, () -> turnedAway.bye() != null);
            }
            assertEquals("overloaded", turnedAway.bye().getString("reason"));
            assertTrue(turnedAway.bye().getBoolean("reconnect"));
            redis.startAgain();
            Eventually.within(10, "it is back", () -> b.meter("redis_up") == 1);
            Eventually.within(10, "the newcomer is known", () -> knows(newcomer));
            assertFalse(channel.over());
            assertEquals(1, page.hellos());
        }
    }

    private boolean knows(Visitor visitor) {
        try {
            return visitor.at(b.uri("")).send("PUT", "/api/v1/tabs/t1", null).statusCode() == 200;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void afterAnEmptyRestartAReturningReaderIsToldAndGetsWhatIsThere() throws Exception {
        Visitor visitor = Visitor.of(a);
        Page page = new Page();
        String cursor;
        String stream;
        try (RawChannel channel = visitor.channel()) {
            stream = visitor.submit("sim-instant;tokens=40", "Are you there?");
            channel.readUntil(page, () -> page.hasEnded(stream));
            cursor = channel.lastEventId();
        }
        redis.kill();
        Eventually.within(10, "it is noticed", () -> a.meter("redis_up") == 0);
        redis.forget();
        redis.startAgain();
        Eventually.within(10, "it is back", () -> a.meter("redis_up") == 1);
        String epoch = cursor.substring(0, cursor.indexOf(';'));
        Eventually.within(10, "another life began", () -> !epochOf(visitor).equals(epoch));
        Page returned = new Page();
        try (RawChannel channel = visitor.channel("Last-Event-ID", cursor)) {
            channel.readUntil(returned, () -> returned.hasEnded(stream));
        }
        assertFalse(returned.resumed());
        assertEquals(page.answer(stream).text(), returned.answer(stream).text());
    }

    private static String epochOf(Visitor visitor) {
        try (RawChannel channel = visitor.channel()) {
            Page page = new Page();
            channel.readUntil(page, () -> page.hellos() == 1);
            return channel.lastEventId().substring(0, channel.lastEventId().indexOf(';'));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private TestNode node() throws Exception {
        return TestNode.start("REDIS_URL", redis.url(), "REDIS_TIMEOUT", "2s");
    }
}
