package dev.sluice.hub.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a feed keeps, beside a plain list. */
final class FeedHistoryTest {
    private record Kept(long seq, long at, String id) {}

    @Test
    void keepsTheNewestOfThoseThatAreYoungEnough() {
        FeedHistory history = new FeedHistory(2, 1000);
        history.add(1, 0, "a");
        history.add(2, 500, "b");
        history.add(3, 600, "c");
        assertEquals(1, history.trim(600));
        assertEquals(-1, history.seqOf("a"));
        assertEquals(2, history.trim(1500));
        assertEquals(0, history.trim(1500));
        assertEquals(3, history.seqOf("c"));
        assertEquals(3, history.trim(1600));
        assertTrue(history.isEmpty());
    }

    @Test
    void agreesWithAListWhateverComes() {
        long seed = System.nanoTime();
        System.out.println("history: seed " + seed);
        Random random = new Random(seed);
        for (int run = 0; run < 200; run++) {
            int most = 1 + random.nextInt(20);
            long age = 1 + random.nextInt(50);
            FeedHistory history = new FeedHistory(most, age);
            List<Kept> oracle = new ArrayList<>();
            long now = 0;
            for (long seq = 1; seq < 200; seq++) {
                now += random.nextInt(5);
                String id = random.nextInt(3) == 0 ? null : "i" + random.nextInt(30);
                history.add(seq, now, id);
                oracle.add(new Kept(seq, now, id));
                history.trim(now);
                while (oracle.size() > most || !oracle.isEmpty() && now - oracle.get(0).at >= age) oracle.remove(0);
                for (int i = 0; i < 30; i++)
                    assertEquals(seqOf(oracle, "i" + i), history.seqOf("i" + i), "seed " + seed);
                assertEquals(oracle.isEmpty(), history.isEmpty(), "seed " + seed);
            }
        }
    }

    private static long seqOf(List<Kept> kept, String id) {
        for (int i = kept.size() - 1; i >= 0; i--) if (id.equals(kept.get(i).id)) return kept.get(i).seq;
        return -1;
    }
}
