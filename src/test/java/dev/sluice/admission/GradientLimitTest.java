package dev.sluice.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.admission.PermitQueue.Outcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Between 10 and 200 permits, in windows of a second with 20 answers each. */
final class GradientLimitTest {
    private static final int ANSWERS = 20;

    private final GradientLimit limit = new GradientLimit(10, 200);
    private long now;

    private void windows(int count, long firstTokenMillis, int inUse) {
        windows(count, Outcome.SUCCESS, firstTokenMillis, inUse);
    }

    private void windows(int count, Outcome outcome, long firstTokenMillis, int inUse) {
        for (int i = 0; i < count * ANSWERS; i++) {
            now += TimeUnit.MILLISECONDS.toNanos(1000 / (ANSWERS - 1) + 1);
            long nanos = firstTokenMillis < 0 ? -1 : TimeUnit.MILLISECONDS.toNanos(firstTokenMillis);
            limit.returned(outcome, nanos, inUse, now);
        }
    }

    @Test
    void beginsAtTheFloor() {
        assertEquals(10, limit.permits());
    }

    @Test
    void growsWhileTheFirstTokenStaysAsFast() {
        windows(20, 300, 200);
        assertTrue(limit.permits() > 20, "after 20 s: " + limit.permits());
        windows(300, 300, 200);
        assertEquals(200, limit.permits(), "up to the ceiling");
    }

    @Test
    void staysWhileItIsNotUsed() {
        windows(100, 300, 4);
        assertEquals(10, limit.permits());
    }

    @Test
    void shrinksWhenTheFirstTokenTakesLonger() {
        windows(300, 300, 200);
        windows(20, 900, 200);
        assertTrue(limit.permits() < 80, "after 20 s: " + limit.permits());
        windows(40, 3000, 200);
        assertTrue(limit.permits() >= 10, "not below the floor");
    }

    @Test
    void comesBackWhenTheLoadIsOver() {
        windows(300, 300, 200);
        windows(600, 3000, 200);
        int loaded = limit.permits();
        windows(120, 300, 200);
        assertTrue(limit.permits() > loaded, loaded + ", then " + limit.permits());
    }

    @Test
    void shrinksWhenAnswersAreDropped() {
        windows(300, 300, 200);
        windows(20, Outcome.DROPPED, -1, 200);
        assertTrue(limit.permits() < 30, "after 20 s: " + limit.permits());
    }

    @Test
    void aFewDroppedAmongManyMakeLittleDifference() {
        windows(300, 300, 200);
        for (int i = 0; i < 20; i++) {
            limit.returned(Outcome.DROPPED, -1, 200, now);
            windows(1, 300, 200);
        }
        assertTrue(limit.permits() > 180, "after 20 s: " + limit.permits());
    }

    @Test
    void whatWasIgnoredOrNotMeasuredSaysNothing() {
        windows(100, Outcome.IGNORED, 300, 200);
        windows(100, Outcome.SUCCESS, -1, 200);
        assertEquals(10, limit.permits());
    }

    @Test
    void aQueueHandsOutWhatTheLimitGrowsBy() {
        long[] clock = {0};
        FairPermits permits =
                new FairPermits("u", new GradientLimit(1, 50), FairPermitsTest.alike(100), () -> clock[0]);
        ArrayDeque<PermitQueue.Permit> out = new ArrayDeque<>();
        for (int i = 0; i < 400; i++) {
            while (permits.waiting() < 60) permits.acquire(FairPermitsTest.ANYBODY, FairPermitsTest.granting(out::add));
            clock[0] += 200_000_000;
            out.poll().release(Outcome.SUCCESS, Duration.ofMillis(300));
            assertEquals(out.size(), permits.inUse());
            assertEquals(permits.limit(), permits.inUse(), "nobody waits while a permit is free");
        }
        assertTrue(permits.limit() > 5, "limit " + permits.limit());
    }

    @Test
    void refusesBoundsThatCannotWork() {
        assertThrows(IllegalArgumentException.class, () -> new GradientLimit(0, 1));
        assertThrows(IllegalArgumentException.class, () -> new GradientLimit(2, 1));
        assertThrows(IllegalArgumentException.class, () -> PermitLimit.fixed(0));
    }
}
