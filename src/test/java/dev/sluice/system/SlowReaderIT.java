package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.simulator.Simulator;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One reader that reads nothing for half a minute while twenty thousand chunks flow: it costs next to nothing, and nobody else. */
final class SlowReaderIT {
    private static final int CHUNKS = 20_000;
    private static final String FLOOD = "sim;ttft=0;rate=1000;tokens=" + CHUNKS;
    private static final int STEADY_RATE = 50;
    private static final int BEFORE_SECONDS = 6;
    private static final int SILENT_SECONDS = 30;
    private static final long MOST_HEAP = 8 << 20;

    private TestNode node;
    private final ExecutorService reader = Executors.newSingleThreadExecutor();

    @BeforeEach
    void start() throws Exception {
        node = TestNode.start("SLUICE_HEARTBEAT", "5s");
    }

    @AfterEach
    void stop() throws Exception {
        reader.shutdownNow();
        node.close();
    }

    @Test
    void whoDoesNotReadCostsNextToNothingAndConverges() throws Exception {
        Future<List<double[]>> other = reader.submit(this::readSteadily);
        Visitor visitor = Visitor.of(node);
        Page page = new Page();
        try (RawChannel slow = visitor.channel()) {
            slow.readUntil(page, () -> page.hellos() == 1);
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(BEFORE_SECONDS));
            long heapBefore = usedHeap();
            double logBefore = node.meter("log_bytes");

            String stream = visitor.submit(FLOOD, "Everything you know");
            long wakes = System.nanoTime() + TimeUnit.SECONDS.toNanos(SILENT_SECONDS);
            Eventually.within(SILENT_SECONDS, "all is said", () -> has(visitor, stream, "done"));
            while (System.nanoTime() < wakes) LockSupport.parkNanos(wakes - System.nanoTime());

            long heap = usedHeap() - heapBefore;
            long logs = (long) (node.meter("log_bytes") - logBefore);
            System.out.printf(
                    "heap grew by %,d bytes, of which the logs' own reckoning is %,d; %.0f connections were blocked%n",
                    heap, logs, node.meter("slow_readers"));
            assertTrue(heap < MOST_HEAP, () -> "heap grew by " + heap);

            slow.readUntil(page, () -> page.hasEnded(stream));
            assertEquals(
                    Simulator.expectedText(FLOOD, Visitor.messages("Everything you know")),
                    page.answer(stream).text());
            assertTrue(page.events() < CHUNKS / 2, () -> "the backlog came in " + page.events() + " events");
            System.out.println("converged with " + page.events() + " events, " + page.snapshots() + " snapshots");
        }
        report(other.get(60, TimeUnit.SECONDS));
    }

    /** Another session's reader; yields the delays of each chunk in milliseconds, before and after the flood began. */
    private List<double[]> readSteadily() throws Exception {
        Visitor visitor = Visitor.of(node);
        int chunks = STEADY_RATE * (BEFORE_SECONDS + SILENT_SECONDS);
        Page page = new Page();
        double gap = 1e9 / STEADY_RATE;
        List<Double> late = new ArrayList<>();
        try (RawChannel channel = visitor.channel()) {
            channel.readUntil(page, () -> page.hellos() == 1);
            String stream = visitor.submit("sim;ttft=0;jitter=0;rate=" + STEADY_RATE + ";tokens=" + chunks, "Slowly");
            channel.read(
                    event -> {
                        page.take(event.type(), event.data().toString());
                        if (event.type().equals("chunk"))
                            late.add(System.nanoTime() - page.answer(stream).seq() * gap);
                    },
                    () -> page.hasEnded(stream));
            assertEquals("done", page.answer(stream).end());
        }
        // Tokens are due at a fixed rate: whoever came earliest for its number sets the schedule that all are held to.
        double origin = late.stream().mapToDouble(at -> at).min().orElseThrow();
        double[] delays = late.stream().mapToDouble(at -> (at - origin) / 1e6).toArray();
        int split = STEADY_RATE * BEFORE_SECONDS;
        return List.of(Arrays.copyOf(delays, split), Arrays.copyOfRange(delays, split, delays.length));
    }

    private static void report(List<double[]> delays) {
        for (double[] each : delays) Arrays.sort(each);
        double[] before = delays.get(0);
        double[] during = delays.get(1);
        System.out.printf(
                "another reader's delay: before p50 %.1f ms p99 %.1f ms; during p50 %.1f ms p99 %.1f ms, most %.1f ms%n",
                at(before, 0.5), at(before, 0.99), at(during, 0.5), at(during, 0.99), during[during.length - 1]);
        // The tail is the test's own: it collects the garbage of this whole process twice, to know what lives.
        assertTrue(at(during, 0.5) < at(before, 0.5) + 1_000, "half of its chunks come a second late, or more");
    }

    private static double at(double[] sorted, double quantile) {
        return sorted[(int) (quantile * (sorted.length - 1))];
    }

    private static boolean has(Visitor visitor, String stream, String status) {
        try {
            // Not too often: each reading is the whole text.
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
            return visitor.send("GET", "/api/v1/streams/" + stream, null)
                    .body()
                    .contains("\"status\":\"" + status + "\"");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** What lives, once the collector has run until nothing more goes. */
    private static long usedHeap() {
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 6; i++) {
            System.gc();
            used = Math.min(
                    used,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return used;
    }
}
