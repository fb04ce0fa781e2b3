package dev.sluice.channel;

import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The promise of the cursor, against an oracle that keeps everything: whatever is cut wherever, and on whichever node it is resumed,
 * each reader gets each event of each stream exactly once and in order, whole, merged or in a snapshot; a gap is told only of what is
 * gone; a cursor that cannot be true is never believed.
 */
final class CursorModelTest {
    private static final int RUNS = 1_000;
    private static final int STEPS = 90;

    @Test
    void everyEventReachesEveryReaderExactlyOnce() {
        long first = Long.getLong("sluice.seed", System.nanoTime());
        int runs = System.getProperty("sluice.seed") == null ? RUNS : 1;
        for (long seed = first; seed < first + runs; seed++) {
            try {
                new ModelRun(new Random(seed), STEPS).run();
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed + "; -Dsluice.seed= runs it alone", e);
            }
        }
    }
}
