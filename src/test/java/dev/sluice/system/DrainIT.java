package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.simulator.Simulator;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A node that is told to go lets what runs come to its end, says goodbye, and goes. */
final class DrainIT {
    private static final int VISITORS = 8;
    private static final int READERS = 300;
    private static final int RATE = 150;
    private static final String MODEL = "sim;ttft=100;rate=100;tokens=120";

    @Test
    void runningAnswersAreCompletedAndEveryConnectionIsToldToComeBack() throws Exception {
        TestNode node = TestNode.start("SLUICE_RETRY_MIN", "100ms");
        List<RawChannel> channels = new ArrayList<>();
        List<Page> pages = new ArrayList<>();
        List<String> streams = new ArrayList<>();
        for (int i = 0; i < VISITORS; i++) {
            Visitor visitor = Visitor.of(node);
            Page page = new Page();
            RawChannel channel = visitor.channel();
            streams.add(visitor.submit(MODEL, "Before you go"));
            channel.readUntil(page, () -> page.events() > 3);
            channels.add(channel);
            pages.add(page);
        }
        long began = System.nanoTime();
        Future<Void> drained = node.node().drain(Duration.ofSeconds(10));

        for (int i = 0; i < VISITORS; i++) {
            RawChannel channel = channels.get(i);
            Page page = pages.get(i);
            channel.readUntil(page, () -> false);
            assertEquals(
                    Simulator.expectedText(MODEL, Visitor.messages("Before you go")),
                    page.answer(streams.get(i)).text());
            assertEquals("done", page.answer(streams.get(i)).end());
            channel.close();
        }
        drained.await(10, TimeUnit.SECONDS);
        System.out.println("drained in " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began) + " ms");

        for (Page page : pages) {
            JsonObject bye = page.bye();
            assertEquals("draining", bye.getString("reason"));
            assertEquals(true, bye.getBoolean("reconnect"));
            assertEquals(100, bye.getLong("retry_ms"));
        }
        node.close();
    }

    /** When each of them comes back: its goodbye's moment and what it is told to wait. */
    @Test
    void readersComeBackNoFasterThanTheRate() throws Exception {
        TestNode node = TestNode.start(
                "SLUICE_RETRY_MIN", "50ms", "SLUICE_DRAIN_WINDOW", "1s", "SLUICE_DRAIN_RECONNECT_RATE", "" + RATE);
        List<RawChannel> channels = new ArrayList<>();
        for (int i = 0; i < READERS; i++) channels.add(Visitor.of(node).channel());
        for (RawChannel channel : channels) {
            Page page = new Page();
            channel.readUntil(page, () -> page.events() > 0);
        }
        node.node().drain(Duration.ofSeconds(15));
        List<Long> moments = Collections.synchronizedList(new ArrayList<>());
        ExecutorService readers = Executors.newFixedThreadPool(READERS);
        for (RawChannel channel : channels) readers.execute(() -> moments.add(comesBack(channel)));
        readers.shutdown();
        assertTrue(readers.awaitTermination(20, TimeUnit.SECONDS));
        assertEquals(READERS, moments.size());
        Collections.sort(moments);
        int most = 0;
        for (int from = 0, to = 0; to < READERS; to++) {
            while (moments.get(to) - moments.get(from) >= 1_000) from++;
            most = Math.max(most, to - from + 1);
        }
        System.out.println(READERS + " come back within " + (moments.get(READERS - 1) - moments.get(0))
                + " ms, at most " + most + " in a second");
        // A machine that stands still for a moment moves some of them into the next second; without turns all would
        // come in one.
        assertTrue(most <= RATE * 1.3, "in one second came " + most);
        node.close();
    }

    private static long comesBack(RawChannel channel) {
        Page page = new Page();
        try (channel) {
            channel.readUntil(page, () -> page.bye() != null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertEquals("draining", page.bye().getString("reason"));
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime()) + page.bye().getLong("retry_ms");
    }

    @Test
    void noSessionIsMadeWhileItDrainsButRequestsAreAnsweredUntilTheWindowIsOver() throws Exception {
        TestNode node = TestNode.start("SLUICE_DRAIN_WINDOW", "1s");
        Visitor visitor = Visitor.of(node);
        visitor.submit("sim;ttft=0;rate=50;tokens=150", "Something that takes three seconds");
        node.node().drain(Duration.ofSeconds(10));
        String question = new JsonObject()
                .put("model", "sim;ttft=0;tokens=3")
                .put("messages", Visitor.messages("Quickly"))
                .encode();
        HttpResponse<String> session = visitor.send("POST", "/api/v1/session", null, "authorization", "Bearer none");
        assertEquals(503, session.statusCode(), session.body());
        assertEquals("draining", new JsonObject(session.body()).getString("code"));
        HttpResponse<String> taken = visitor.send("POST", "/v1/chat/completions", question);
        assertEquals(200, taken.statusCode(), taken.body());
        assertEquals("close", taken.headers().firstValue("connection").orElse("none"));
        Eventually.within(3, "the window is over", () -> refused(visitor, question));
        node.close();
    }

    private static boolean refused(Visitor visitor, String question) {
        try {
            HttpResponse<String> answer = visitor.send("POST", "/v1/chat/completions", question);
            return answer.statusCode() == 503
                    && answer.headers().firstValue("retry-after").isPresent();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aDrainThatIsOutOfTimeCutsWhatRuns() throws Exception {
        TestNode node = TestNode.start();
        Visitor visitor = Visitor.of(node);
        Page page = new Page();
        try (RawChannel channel = visitor.channel()) {
            visitor.submit("sim;ttft=0;rate=20;tokens=400", "Something that takes twenty seconds");
            channel.readUntil(page, () -> page.events() > 3);
            Future<Void> drained = node.node().drain(Duration.ofMillis(300));
            channel.readUntil(page, () -> false);
            drained.await(3, TimeUnit.SECONDS);
        }
        assertEquals("draining", page.bye().getString("reason"));
        node.close();
    }

    @Test
    void aConnectionThatGrewOldBeginsAnewWithNothingLost() throws Exception {
        try (TestNode node = TestNode.start("SLUICE_CHANNEL_MAX_AGE", "1s", "SLUICE_RETRY_MIN", "10ms")) {
            Visitor visitor = Visitor.of(node);
            Page page = new Page();
            String model = "sim;ttft=0;rate=20;tokens=70";
            String stream;
            try (RawChannel first = visitor.channel()) {
                stream = visitor.submit(model, "On both");
                first.readUntil(page, () -> page.bye() != null);
                assertEquals("expired", page.bye().getString("reason"));
                assertEquals(true, page.bye().getBoolean("reconnect"));
                try (RawChannel second = visitor.channel("last-event-id", first.lastEventId())) {
                    second.readUntil(page, () -> page.answer(stream).end() != null);
                    assertTrue(page.resumed());
                }
            }
            assertEquals(
                    Simulator.expectedText(model, Visitor.messages("On both")),
                    page.answer(stream).text());
        }
    }

    @Test
    void whoComesWhileItDrainsIsSentAwayInBand() throws Exception {
        TestNode node = TestNode.start();
        Visitor visitor = Visitor.of(node);
        visitor.submit("sim;ttft=0;rate=50;tokens=100", "Something that takes two seconds");
        node.node().drain(Duration.ofSeconds(10));
        Page page = new Page();
        try (RawChannel channel = visitor.channel()) {
            assertEquals(200, channel.status());
            channel.readUntil(page, () -> false);
        }
        assertEquals("draining", page.bye().getString("reason"));
        assertEquals(true, page.bye().getBoolean("reconnect"));
        assertEquals(503, visitor.send("GET", "/ready", null).statusCode());
        assertEquals(
                503,
                visitor.send("GET", "/api/v1/channel", null, "accept", "*/*").statusCode());
        node.close();
    }
}
