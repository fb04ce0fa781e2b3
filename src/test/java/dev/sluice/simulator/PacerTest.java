package dev.sluice.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PacerTest {
    @Test
    void theFirstTokenIsDueAtItsTimeAndTheOthersEvenlyAfterIt() {
        Pacer pacer = pacer("ttft=200;rate=50;jitter=0");
        assertEquals(200_000_000, pacer.due());
        pacer.next();
        assertEquals(220_000_000, pacer.due());
        pacer.next();
        assertEquals(240_000_000, pacer.due());
    }

    @Test
    void jitterVariesGapsWithinItsFractionAndDoesNotDrift() {
        Pacer pacer = pacer("ttft=0;rate=100;jitter=0.5");
        long before = 0;
        for (int i = 0; i < 10_000; i++) {
            pacer.next();
            long gap = pacer.due() - before;
            assertTrue(gap >= 4_999_999 && gap <= 15_000_001, () -> "gap " + gap);
            before = pacer.due();
        }
        assertEquals(100.0, before / 1e9, 1.0);
    }

    @Test
    void rateZeroIsDueAtOnce() {
        assertEquals(30_000_000, pacer("ttft=30;rate=0").dueOfLast(100_000));
    }

    private static Pacer pacer(String directives) {
        return new Pacer(ScriptReader.read("sim", directives));
    }
}
