package dev.sluice.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Ids of spans, after the W3C's Trace Context. */
final class TraceTest {
    private static final String CALLERS = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String FORM = "00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]";

    private final RandomGenerator random = new SplittableRandom(7);

    @Test
    void aCallersTraceGoesOnUnderASpanOfOurs() {
        Trace trace = Trace.of(CALLERS, 0, random);
        assertEquals("0af7651916cd43dd8448eb211c80319c", trace.traceId());
        assertEquals("b7ad6b7169203331", trace.parent());
        assertTrue(trace.sampled(), "the caller's decision stands");
        assertEquals("00-" + trace.traceId() + "-" + trace.client() + "-01", trace.traceparent());
        assertNotEquals(trace.server(), trace.client());
    }

    @Test
    void whatTheCallerDoesNotSampleIsNotSampled() {
        Trace trace = Trace.of(CALLERS.replace("-01", "-00"), 100, random);
        assertFalse(trace.sampled());
        assertTrue(trace.traceparent().endsWith("-00"), trace.traceparent());
    }

    @Test
    void flagsOfALaterVersionAreReadByTheirLowestBit() {
        assertTrue(Trace.of(CALLERS.replace("-01", "-0b") + "-more", 0, random).sampled());
        assertFalse(Trace.of(CALLERS.replace("-01", "-0a"), 100, random).sampled());
    }

    @Test
    void withoutACallersATraceBegins() {
        Trace trace = Trace.of(null, 100, random);
        assertNull(trace.parent());
        assertTrue(trace.traceparent().matches(FORM), trace.traceparent());
    }

    @Test
    void soManyPercentAreSampled() {
        int sampled = 0;
        for (int i = 0; i < 10_000; i++) if (Trace.of(null, 25, random).sampled()) sampled++;
        assertTrue(sampled > 2_300 && sampled < 2_700, "of 10000 at 25 percent: " + sampled);
    }

    @Test
    void idsAreAlwaysWholeAndNeverZero() {
        // Leading zeros belong to an id; all zeros are none (section 3.2.2.3).
        long[] bits = {0, 0, 5, 0, 6, 7, 8};
        int[] at = new int[1];
        Trace trace = Trace.of(null, 0, () -> bits[at[0]++ % bits.length]);
        assertEquals("0000000000000005", trace.server());
        assertTrue(trace.traceparent().matches(FORM), trace.traceparent());
    }

    @Test
    void siblingsShareTheTraceAndItsParentAlone() {
        Trace first = Trace.of(CALLERS, 0, random);
        Trace second = first.sibling(random);
        assertEquals(first.traceId(), second.traceId());
        assertEquals(first.parent(), second.parent());
        assertNotEquals(first.server(), second.server());
        assertNotEquals(first.client(), second.client());
    }
}
