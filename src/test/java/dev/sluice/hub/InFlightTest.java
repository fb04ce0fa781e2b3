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
        assertFalse(inFlight.leave(first.entry()));
        assertTrue(inFlight.leave(second.entry()));
        assertEquals(0, inFlight.size());
    }

    @Test
    void workThatIsOverIsJoinedNoMore() {
        var first = inFlight.join("k", Object::new);
        inFlight.over(first.entry());
        var next = inFlight.join("k", Object::new);
        assertTrue(next.first());
        assertNotSame(first.entry().work(), next.entry().work());
        assertFalse(inFlight.leave(first.entry()), "what left is not what runs now");
        assertEquals(1, inFlight.size());
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
                    if (shared.leave(joined.entry()) && !users.compareAndSet(0, Integer.MIN_VALUE))
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
