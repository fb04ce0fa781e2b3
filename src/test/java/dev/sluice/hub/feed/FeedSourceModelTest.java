package dev.sluice.hub.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.hub.feed.FeedSource.State;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever happens to the one connection of a feed, and in whatever order: it ends holding nothing. */
final class FeedSourceModelTest extends FeedSourceRig {
    @Test
    void anyOrderOfEventsLeavesNothingBehind() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int run = 0; run < 300; run++) {
            FeedSource source = source();
            for (int step = 0; step < 60; step++) {
                switch (random.nextInt(6)) {
                    case 0 -> source.wanted(true);
                    case 1 -> source.wanted(false);
                    case 2 -> outside.run();
                    case 3 -> outside.pass(Duration.ofMillis(random.nextInt(20_000)));
                    default -> answer(source, random);
                }
                assertTrue(permits.inUse() <= 1, "seed " + seed);
            }
            source.close();
            outside.run();
            assertEquals(0, permits.inUse(), "permits, seed " + seed);
            assertEquals(0, permits.waiting(), "tickets, seed " + seed);
            assertEquals(0, outside.alarms(), "timers, seed " + seed);
            assertFalse(outside.calls.stream().anyMatch(c -> !c.cancelled), "calls, seed " + seed);
        }
        System.out.println("any order: seed " + seed);
    }

    private void answer(FeedSource source, Random random) {
        if (outside.calls.isEmpty() || outside.call().cancelled) return;
        if (source.state() == State.CONNECTING && random.nextBoolean())
            outside.call().handler.opened(null);
        else if (source.state() == State.OPEN && random.nextBoolean())
            outside.call().handler.event("e", "" + random.nextInt(50), "x");
        else outside.call().end(random.nextInt(10) == 0 ? "stopped" : "ended");
    }
}
