package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.simulator.Ending;
import dev.sluice.simulator.ServedRequest;
import dev.sluice.simulator.TrafficRecord.Counts;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Nobody pays for an answer that nobody wants, and nobody pays twice for one. */
final class AbandonedAnswersIT {
    private static final String LONG = "sim;ttft=0;rate=20;tokens=2000";
    private static final int GRACE_MILLIS = 700;

    private static TestNode node;

    @BeforeAll
    static void start() throws Exception {
        node = TestNode.start("SLUICE_DISCONNECT_GRACE", GRACE_MILLIS + "ms", "SLUICE_INSTANCES", "2");
    }

    @AfterAll
    static void stop() throws Exception {
        node.close();
    }

    @AfterEach
    void nothingIsLeft() {
        Eventually.idle(node);
    }

    @Test
    void theLastTabThatClosesEndsTheAnswerAfterTheGrace() throws Exception {
        Visitor visitor = Visitor.of(node);
        visitor.send("PUT", "/api/v1/tabs/one", null);
        visitor.send("PUT", "/api/v1/tabs/two", null);
        Page page = new Page();
        try (RawChannel channel = visitor.channel()) {
            String stream = visitor.submit(LONG, "Never mind", "one");
            assertEquals(202, subscribe(visitor, stream, "two").statusCode());
            channel.readUntil(
                    page, () -> page.knows(stream) && page.answer(stream).seq() > 3);
            visitor.send("POST", "/api/v1/tabs/one/close", null);
            channel.readUntil(page, after(2 * GRACE_MILLIS));
            assertEquals(null, page.answer(stream).end(), "one tab still wants it");
            long began = System.nanoTime();
            visitor.send("POST", "/api/v1/tabs/two/close", null);
            channel.readUntil(page, () -> page.hasEnded(stream));
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
            assertTrue(millis >= GRACE_MILLIS && millis < GRACE_MILLIS + 1_000, "ended after " + millis + " ms");
            assertEquals("cancelled", page.answer(stream).last().getString("finish_reason"));
        }
        aborted(1);
    }

    @Test
    void aBrowserThatIsKilledEndsItsAnswersAfterTheGrace() throws Exception {
        Visitor visitor = Visitor.of(node);
        RawChannel channel = visitor.channel();
        String stream = visitor.submit(LONG, "I shall be killed");
        Page page = new Page();
        channel.readUntil(page, () -> page.knows(stream) && page.answer(stream).seq() > 3);
        channel.reset();
        aborted(1);
    }

    @Test
    void whoComesBackWithinTheGraceFindsTheAnswerRunning() throws Exception {
        Visitor visitor = Visitor.of(node);
        Page page = new Page();
        String stream;
        try (RawChannel channel = visitor.channel()) {
            stream = visitor.submit("sim;ttft=0;rate=50;tokens=150", "Back in a moment");
            channel.readUntil(
                    page, () -> page.knows(stream) && page.answer(stream).seq() > 3);
            channel.reset();
            try (RawChannel next = visitor.channel("Last-Event-ID", channel.lastEventId())) {
                next.readUntil(page, () -> page.hasEnded(stream));
            }
        }
        assertEquals("stop", page.answer(stream).last().getString("finish_reason"));
        assertEquals(true, page.resumed());
    }

    @Test
    void stopEndsTheUpstreamCallWithinASecond() throws Exception {
        Visitor visitor = Visitor.of(node);
        Page page = new Page();
        try (RawChannel channel = visitor.channel()) {
            String stream = visitor.submit(LONG, "Stop it");
            channel.readUntil(
                    page, () -> page.knows(stream) && page.answer(stream).seq() > 3);
            long began = System.nanoTime();
            assertEquals(
                    204,
                    visitor.send("DELETE", "/api/v1/streams/" + stream, null).statusCode());
            aborted(1);
            assertTrue(System.nanoTime() - began < 1_000_000_000L, "not within a second");
            channel.readUntil(page, () -> page.hasEnded(stream));
            assertEquals("cancelled", page.answer(stream).last().getString("finish_reason"));
        }
    }

    @Test
    void oneKeyOnTwoLoopsAtOnceIsOneAnswer() throws Exception {
        Visitor visitor = Visitor.of(node);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 25; round++) {
                long before = counts().begun();
                String key = "key-" + round;
                CyclicBarrier together = new CyclicBarrier(4);
                Callable<JsonObject> submit = () -> {
                    HttpResponse<String> response;
                    together.await(10, TimeUnit.SECONDS);
                    response = visitor.send("POST", "/api/v1/streams", body(), "Idempotency-Key", key);
                    assertEquals(202, response.statusCode(), response.body());
                    return new JsonObject(response.body());
                };
                Set<String> streams = new HashSet<>();
                Set<Integer> ordinals = new HashSet<>();
                for (var each :
                        threads.invokeAll(Stream.generate(() -> submit).limit(4).toList())) {
                    streams.add(each.get().getString("stream"));
                    ordinals.add(each.get().getInteger("ordinal"));
                }
                assertEquals(1, streams.size());
                assertEquals(1, ordinals.size(), () -> "ordinals " + ordinals);
                Eventually.idle(node);
                assertEquals(before + 1, counts().begun(), "requests that the provider saw");
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static String body() {
        return new JsonObject()
                .put("model", "sim-instant;tokens=2")
                .put("messages", Visitor.messages("Once"))
                .encode();
    }

    private static HttpResponse<String> subscribe(Visitor visitor, String stream, String tab) throws Exception {
        return visitor.send(
                "POST",
                "/api/v1/streams/" + stream + "/subscribe",
                new JsonObject().put("tab", tab).encode());
    }

    private static BooleanSupplier after(int millis) {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        return () -> System.nanoTime() >= until;
    }

    /** The provider saw its newest request leave before its end, and the permit is back. */
    private static void aborted(int seconds) {
        Eventually.within(seconds + 1, "the provider sees the call end", () -> {
            ServedRequest last = node.simulator().record().last().orElseThrow();
            return last.ending() == Ending.ABORTED;
        });
        Eventually.idle(node);
    }

    private static Counts counts() {
        return node.simulator().record().counts();
    }
}
