package dev.sluice.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Providers tell running totals, in pieces. */
final class UsageTest {
    private static final Usage TOLD = new Usage(10, 20, 4, 8);

    @Test
    void aLaterTotalReplacesAnEarlierOneAndIsNotAddedToIt() {
        assertEquals(new Usage(11, 25, 5, 9), TOLD.then(new Usage(11, 25, 5, 9)));
    }

    @Test
    void whatALaterOneLeavesOutStays() {
        assertEquals(new Usage(10, 25, 4, 8), TOLD.then(new Usage(0, 25, 0, 0)));
        assertEquals(TOLD, TOLD.then(Usage.NONE));
        assertEquals(TOLD, Usage.NONE.then(TOLD));
    }

    @Test
    void cachedAndReasoningTokensAreParts() {
        assertEquals(30, TOLD.totalTokens());
    }
}
