package dev.sluice.admission;

import static dev.sluice.model.Tier.ENTERPRISE;
import static dev.sluice.model.Tier.FREE;
import static dev.sluice.model.Tier.PRO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.admission.PermitQueue.Ticket;
import dev.sluice.model.Tier;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How long the line and the wait may be. One permit, places for four, two a tier, 30 s. */
final class QueueLimitsTest {
    private final QueueRig rig = new QueueRig(1, QueueRig.policy(4, 2, 1000, 30_000, 10_000, 4_000, 0));

    /** Somebody holds the permit, and such permits were held for so long. */
    private void busyFor(long millis) {
        rig.acquire("before", "x", ENTERPRISE);
        rig.passMillis(millis);
        rig.release("before");
        rig.acquire("holder", "h", ENTERPRISE);
        rig.told();
    }

    @Test
    void aFullLineShedsItsWorstForABetterNewcomer() {
        rig.acquire("holder", "h", ENTERPRISE);
        rig.acquire("free", "a", FREE);
        rig.acquire("pro 1", "b", PRO);
        rig.acquire("pro 2", "c", PRO);
        rig.acquire("enterprise 1", "d", ENTERPRISE);
        rig.told();
        rig.acquire("enterprise 2", "e", ENTERPRISE);
        assertEquals(List.of("queue_full free"), rig.told());
        Duration least = Duration.ofSeconds(1);
        assertEquals(least, rig.failures.get("free").retryAfter(), "nothing was measured yet, and no time has passed");
        assertEquals(4, rig.permits.waiting());
    }

    @Test
    void whoIsShedHearsHowLongItsOwnWaitWouldHaveBeen() {
        busyFor(2_000);
        rig.acquire("free", "a", FREE);
        rig.acquire("pro 1", "b", PRO);
        rig.acquire("pro 2", "c", PRO);
        rig.acquire("enterprise 1", "d", ENTERPRISE);
        rig.acquire("enterprise 2", "e", ENTERPRISE);
        assertEquals(List.of("queue_full free"), rig.told());
        long retry = rig.failures.get("free").retryAfter().toMillis();
        assertTrue(retry >= 10_000 && retry < 60_000, "behind five permits of 2 s each, and who overtakes: " + retry);
    }

    @Test
    void aFullLineShedsTheNewcomerWhereThatIsTheWorst() {
        rig.acquire("holder", "h", ENTERPRISE);
        rig.acquire("e1", "a", ENTERPRISE);
        rig.acquire("e2", "b", ENTERPRISE);
        rig.acquire("p1", "c", PRO);
        rig.acquire("p2", "d", PRO);
        Ticket free = rig.acquire("free", "e", FREE);
        assertEquals("queue_full free", rig.told.get(rig.told.size() - 1));
        assertEquals(PermitQueue.Place.NONE, free.place());
        assertFalse(free.leave());
    }

    @Test
    void aFullTierShedsItsOwnWorstThoughThereIsPlace() {
        rig.acquire("holder", "h", FREE);
        rig.acquire("hog 1", "hog", FREE);
        rig.acquire("hog 2", "hog", FREE);
        rig.passMillis(500);
        rig.acquire("other", "other", FREE);
        assertEquals(List.of("granted holder", "queue_full hog 2"), rig.told());
        assertEquals(List.of("hog 1", "other"), rig.drain());
    }

    @Test
    void aTicketPastItsLimitIsNeverGranted() {
        rig.acquire("holder", "h", FREE);
        Ticket late = rig.acquire("late", "a", ENTERPRISE);
        rig.passMillis(29_999);
        rig.acquire("in time", "b", FREE);
        rig.passMillis(1);
        assertEquals(1, late.position(), "whoever owns it has not looked at the clock yet");
        rig.release("holder");
        assertEquals(List.of("granted holder", "queue_timeout late", "granted in time"), rig.told());
        assertEquals(Duration.ofSeconds(30), rig.failures.get("late").retryAfter());
        assertFalse(late.leave());
    }

    @Test
    void theWaitLimitIsTheLowerOfTheTiersAndTheCallers() {
        rig.acquire("holder", "h", FREE);
        assertEquals(Duration.ofSeconds(30), rig.acquire("a", "a", PRO).waitLimit());
        assertEquals(
                Duration.ofSeconds(30),
                rig.acquire("b", "b", PRO, Duration.ofHours(1)).waitLimit());
        assertEquals(
                Duration.ofSeconds(3),
                rig.acquire("c", "c", FREE, Duration.ofSeconds(3)).waitLimit());
    }

    @Test
    void whoWouldWaitTooLongIsRefusedAtOnce() {
        busyFor(10_000);
        rig.acquire("patient", "a", ENTERPRISE, Duration.ofSeconds(10));
        rig.acquire("hasty", "b", ENTERPRISE, Duration.ofSeconds(15));
        assertEquals(List.of("queue_too_long hasty"), rig.told());
        // Two permits of 10 s, and who is likely to come before "hasty", due at once, is nobody.
        assertEquals(Duration.ofSeconds(20), rig.failures.get("hasty").retryAfter());
        rig.passMillis(6_000);
        rig.acquire("hasty again", "b", ENTERPRISE, Duration.ofSeconds(15));
        assertEquals(List.of(), rig.told(), "one is 6 s nearer to its end");
    }

    @Test
    void theTiersOwnLimitCountsToo() {
        busyFor(10_000);
        for (int i = 0; i < 2; i++) rig.acquire("e" + i, "e" + i, ENTERPRISE);
        rig.acquire("p", "p", PRO);
        assertEquals(List.of("queue_too_long p"), rig.told());
    }

    @Test
    void withoutPatienceItIsNowOrNever() {
        rig.acquire("now", "a", FREE, Duration.ZERO);
        rig.acquire("never", "b", FREE, Duration.ZERO);
        assertEquals(List.of("granted now", "queue_too_long never"), rig.told());
    }

    @Test
    void termsThatCannotWorkAreRefused() {
        Duration second = Duration.ofSeconds(1);
        assertThrows(IllegalArgumentException.class, () -> new TierQueue(second.negated(), second, 1, second));
        assertThrows(IllegalArgumentException.class, () -> new TierQueue(Duration.ofDays(2), second, 1, second));
        assertThrows(IllegalArgumentException.class, () -> new TierQueue(second, Duration.ofHours(1), 1, second));
        assertThrows(IllegalArgumentException.class, () -> new TierQueue(second, second, -1, second));
        TierQueue terms = new TierQueue(second, second, 1, second);
        assertThrows(IllegalArgumentException.class, () -> new QueuePolicy(1, Map.of(Tier.FREE, terms)));
        assertThrows(IllegalArgumentException.class, () -> new QueuePolicy(-1, Map.of()));
        assertEquals(
                Duration.ofDays(1),
                QueuePolicy.usual(1, Duration.ofDays(9)).of(FREE).longest());
    }
}
