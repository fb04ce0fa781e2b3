package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.simulator.Simulator;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A node that is told to go lets what runs come to its end, says goodbye, and goes. */
final class DrainIT {
    private static final int VISITORS = 8;
    private static final String MODEL = "sim;ttft=100;rate=100;tokens=120";

    @Test
    void runningAnswersAreCompletedAndEveryConnectionIsToldToComeBack() throws Exception {
        TestNode node = TestNode.start("SLUICE_RETRY_MIN", "100ms", "SLUICE_RETRY_MAX", "3s");
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

        Visitor late = null;
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

        Set<Long> waits = new HashSet<>();
        for (Page page : pages) {
            JsonObject bye = page.bye();
            assertEquals("draining", bye.getString("reason"));
            assertEquals(true, bye.getBoolean("reconnect"));
            long wait = bye.getLong("retry_ms");
            assertTrue(wait >= 100 && wait <= 3_100, "retry_ms " + wait);
            waits.add(wait);
        }
        assertTrue(waits.size() > VISITORS / 2, "all are told to come back at once: " + waits);
        node.close();
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
