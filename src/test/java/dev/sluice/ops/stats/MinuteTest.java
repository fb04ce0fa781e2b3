package dev.sluice.ops.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class MinuteTest {
    private final Minute minute = new Minute();

    private void look(double tenth, double second, double all) {
        minute.look(new TreeMap<>(Map.of(0.1, tenth, 1.0, second, Double.POSITIVE_INFINITY, all)));
    }

    @Test
    void withoutAnythingThereIsNoQuantile() {
        minute.look(new TreeMap<>());
        assertEquals(-1, minute.quantile(0.5));
        look(0, 0, 0);
        assertEquals(-1, minute.quantile(0.5));
    }

    @Test
    void aQuantileLiesWithinItsBucketInProportion() {
        look(0, 0, 0);
        look(50, 100, 100);
        assertEquals(0.1, minute.quantile(0.5), 1e-9);
        assertEquals(0.05, minute.quantile(0.25), 1e-9);
        assertEquals(0.55, minute.quantile(0.75), 1e-9);
    }

    @Test
    void beyondTheLastBoundItIsThatBound() {
        look(0, 0, 0);
        look(1, 2, 100);
        assertEquals(1.0, minute.quantile(0.99));
    }

    @Test
    void whatWasBeforeTheMinuteDoesNotCount() {
        look(1000, 1000, 1000);
        for (int second = 1; second <= Minute.SECONDS; second++) look(1000, 1000 + second, 1000 + second);
        assertEquals(Minute.SECONDS, minute.count());
        assertEquals(0.55, minute.quantile(0.5), 0.01);
        for (int second = 1; second <= Minute.SECONDS; second++) look(1000, 1060, 1060);
        assertEquals(-1, minute.quantile(0.5));
    }

    @Test
    void aBucketThatIsNewCountsFromZero() {
        minute.look(new TreeMap<>());
        look(10, 10, 10);
        assertEquals(0.05, minute.quantile(0.5), 1e-9);
    }
}
