package dev.sluice.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What is over is as good as gone, at the millisecond, swept or not. */
final class ExpiringTest {
    private long now = 1_000;
    private final Expiring<String, String> all = new Expiring<>(new Time() {
        @Override
        public long millis() {
            return now;
        }

        @Override
        public long nanos() {
            throw new AssertionError("dates alone matter here");
        }
    });

    private List<String> kept() {
        List<String> seen = new ArrayList<>();
        all.forEach((key, value, rest) -> seen.add(key + "=" + value + " for " + rest));
        return seen;
    }

    @Test
    void aValueIsGoodUntilTheEndOfItsLife() {
        all.put("a", "1", 50);
        now = 1_050;
        assertEquals("1", all.get("a"));
        now = 1_051;
        assertNull(all.get("a"));
        assertNull(all.take("a"));
    }

    @Test
    void whatIsTakenIsGone() {
        all.put("a", "1", 50);
        assertEquals("1", all.take("a"));
        assertNull(all.take("a"));
    }

    @Test
    void theFirstStaysForAsLongAsItIsGood() {
        assertEquals("1", all.putIfAbsent("a", "1", 50));
        now = 1_050;
        assertEquals("1", all.putIfAbsent("a", "2", 50));
        now = 1_051;
        assertEquals("2", all.putIfAbsent("a", "2", 50));
        assertEquals("2", all.get("a"));
    }

    @Test
    void aSweepLetsGoOfWhatIsOverAndOfNothingElse() {
        all.put("a", "1", 50);
        all.put("b", "2", 60);
        now = 1_055;
        all.sweep();
        assertEquals(List.of("b=2 for 5"), kept());
        now = 1_061;
        assertEquals(List.of("b=2 for 1"), kept(), "it is still there, and over");
    }

    @Test
    void valuesAreForgottenByKeyAndByValue() {
        for (String key : List.of("a", "b", "c")) all.put(key, key + key, 50);
        all.removeIf("a", "other"::equals);
        assertEquals("aa", all.get("a"));
        all.removeIf("a", "aa"::equals);
        all.removeKeys("b"::equals);
        assertEquals(List.of("c=cc for 50"), kept());
        all.removeValues("cc"::equals);
        assertEquals(List.of(), kept());
    }

    @Test
    void ofManyWhoTakeOneGets() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 500; round++) {
                all.put("a", "1", 50);
                CyclicBarrier start = new CyclicBarrier(4);
                Callable<String> taker = () -> {
                    start.await();
                    return all.take("a");
                };
                int got = 0;
                for (Future<String> each : threads.invokeAll(List.of(taker, taker, taker, taker)))
                    if (each.get() != null) got++;
                assertEquals(1, got);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
