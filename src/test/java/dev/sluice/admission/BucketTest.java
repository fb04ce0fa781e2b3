package dev.sluice.admission;

import static dev.sluice.admission.Bucket.MINUTE_NANOS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class BucketTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void beginsFull() {
        Bucket bucket = new Bucket(60, 0);
        assertEquals(60, bucket.remaining(0));
        assertEquals(0, bucket.missing(0));
        assertEquals(0, bucket.waitNanos(60, 0));
    }

    @Test
    void fillsEvenly() {
        Bucket bucket = new Bucket(60, 0);
        bucket.take(60, 0);
        assertEquals(0, bucket.remaining(SECOND - 1));
        assertEquals(1, bucket.remaining(SECOND));
        assertEquals(30, bucket.remaining(30 * SECOND));
        assertEquals(60, bucket.remaining(3600 * SECOND));
    }

    @Test
    void tellsWhenEnoughIsThere() {
        Bucket bucket = new Bucket(60, 0);
        bucket.take(55, 0);
        assertEquals(0, bucket.waitNanos(5, 0));
        assertEquals(SECOND, bucket.waitNanos(6, 0));
        assertEquals(0, bucket.waitNanos(6, SECOND));
        assertEquals(55 * SECOND, bucket.waitNanos(60, 0));
    }

    @Test
    void tellsWhenItIsFullAgain() {
        Bucket bucket = new Bucket(50_000, 0);
        bucket.take(25_000, 0);
        assertEquals(MINUTE_NANOS / 2, bucket.missing(0));
        assertEquals(MINUTE_NANOS / 4, bucket.missing(MINUTE_NANOS / 4));
        assertEquals(0, bucket.missing(MINUTE_NANOS));
    }

    @Test
    void aDebtIsPaidByTime() {
        Bucket bucket = new Bucket(60, 0);
        bucket.take(90, 0);
        assertEquals(0, bucket.remaining(0));
        assertEquals(0, bucket.remaining(30 * SECOND));
        assertEquals(31 * SECOND, bucket.waitNanos(1, 0));
        assertEquals(1, bucket.remaining(31 * SECOND));
    }

    @Test
    void whatComesBackOverTheBrimIsLost() {
        Bucket bucket = new Bucket(60, 0);
        bucket.take(10, 0);
        bucket.giveBack(10, 5 * SECOND);
        assertEquals(60, bucket.remaining(5 * SECOND));
        bucket.take(60, 5 * SECOND);
        assertEquals(0, bucket.remaining(5 * SECOND));
        assertEquals(SECOND, bucket.waitNanos(1, 5 * SECOND));
    }

    @Test
    void noDebtIsTooLargeToCount() {
        Bucket bucket = new Bucket(1, 0);
        for (int i = 0; i < 10; i++) bucket.take(Long.MAX_VALUE, 0);
        assertEquals(24 * 60 * MINUTE_NANOS, bucket.missing(0), "a day at most");
        Bucket wide = new Bucket(Bucket.MOST, 0);
        assertEquals(Bucket.MOST, wide.remaining(0));
        wide.take(Bucket.MOST, 0);
        assertEquals(0, wide.remaining(0));
        assertEquals(MINUTE_NANOS, wide.missing(0));
    }
}
