package dev.sluice.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InFlightTest {
    private final InFlight<Object> inFlight = new InFlight<>();

    @Test
    void theFirstMakesTheWorkAndOthersJoinIt() {
        var first = inFlight.join("k", Object::new);
        var second = inFlight.join("k", Object::new);
        assertTrue(first.first());
        assertFalse(second.first());
        assertSame(first.entry().work(), second.entry().work());
    }

    @Test
    void onlyTheLastOneToLeaveEndsTheWork() {
        var first = inFlight.join("k", Object::new);
        var second = inFlight.join("k", Object::new);
        assertFalse(inFlight.leave(first, false).last());
        assertTrue(inFlight.leave(second, false).last());
        assertEquals(0, inFlight.size());
    }

    @Test
    void workThatIsOverIsJoinedNoMore() {
        var first = inFlight.join("k", Object::new);
        inFlight.over(first.entry());
        var next = inFlight.join("k", Object::new);
        assertTrue(next.first());
        assertNotSame(first.entry().work(), next.entry().work());
        assertFalse(inFlight.leave(first, true).last(), "what left is not what runs now");
        assertEquals(1, inFlight.size());
    }

    @Test
    void whoCameFirstPaysOfThoseWhoStay() {
        var first = inFlight.join("k", Object::new);
        var second = inFlight.join("k", Object::new);
        var third = inFlight.join("k", Object::new);
        assertFalse(inFlight.leave(first, false).pays());
        inFlight.over(first.entry());
        assertFalse(inFlight.leave(third, true).pays());
        assertTrue(inFlight.leave(second, true).pays());
    }

    @Test
    void whereNobodyStaysTheLastOnePays() {
        var first = inFlight.join("k", Object::new);
        var second = inFlight.join("k", Object::new);
        assertFalse(inFlight.leave(second, false).pays());
        assertTrue(inFlight.leave(first, false).pays());
    }

    @Test
    void exactlyOnePaysInWhateverOrderTheyEnd() throws InterruptedException {
        for (int round = 0; round < 2_000; round++) {
            AtomicInteger paid = new AtomicInteger();
            List<Thread> threads = new ArrayList<>();
            List<InFlight.Joined<Object>> all = new ArrayList<>();
            for (int i = 0; i < 3; i++) all.add(inFlight.join("k", Object::new));
            for (InFlight.Joined<Object> each : all) {
                boolean served = new Random(31L * round + each.place()).nextBoolean();
                threads.add(new Thread(() -> {
                    if (inFlight.leave(each, served).pays()) paid.incrementAndGet();
                }));
            }
            for (Thread thread : threads) thread.start();
            for (Thread thread : threads) thread.join();
            assertEquals(1, paid.get(), "round " + round);
        }
        assertEquals(0, inFlight.size());
    }

    @Test
    void noWorkEndsUnderSomebodyWhoHasJustJoined() throws InterruptedException {
        // Each work counts who uses it; ending it while somebody does is the fault.
        AtomicInteger faults = new AtomicInteger();
        InFlight<AtomicInteger> shared = new InFlight<>();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            Random random = new Random(t);
            threads.add(new Thread(() -> {
                for (int i = 0; i < 20_000; i++) {
                    var joined = shared.join("k" + random.nextInt(3), AtomicInteger::new);
                    AtomicInteger users = joined.entry().work();
                    if (users.incrementAndGet() <= 0) faults.incrementAndGet();
                    users.decrementAndGet();
                    if (shared.leave(joined, false).last() && !users.compareAndSet(0, Integer.MIN_VALUE))
                        faults.incrementAndGet();
                }
            }));
        }
        for (Thread thread : threads) thread.start();
        for (Thread thread : threads) thread.join();
        assertEquals(0, faults.get());
        assertEquals(0, shared.size());
    }
}
