package dev.sluice.admission;

import static dev.sluice.model.Tier.ENTERPRISE;
import static dev.sluice.model.Tier.FREE;
import static dev.sluice.model.Tier.PRO;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.admission.PermitQueue.Ticket;
import dev.sluice.model.Principal;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who goes before whom. One permit, penalties of 10 s, 4 s and none, a quantum of 1 s. */
final class FairOrderTest {
    private final QueueRig rig = new QueueRig(1, QueueRig.policy(100, 100, 1000, 3_600_000, 10_000, 4_000, 0));

    @Test
    void betterTiersGoFirst() {
        rig.acquire("holder", "h", FREE);
        rig.acquire("free", "a", FREE);
        rig.acquire("pro", "b", PRO);
        rig.acquire("enterprise", "c", ENTERPRISE);
        assertEquals(List.of("enterprise", "pro", "free"), rig.drain());
    }

    @Test
    void whoHasWaitedOutItsPenaltyGoesBeforeWhoComesThen() {
        rig.acquire("holder", "h", FREE);
        rig.acquire("free", "a", FREE);
        rig.passMillis(9_999);
        rig.acquire("just before", "b", ENTERPRISE);
        rig.passMillis(2);
        rig.acquire("just after", "c", ENTERPRISE);
        assertEquals(List.of("just before", "free", "just after"), rig.drain());
    }

    @Test
    void eachFurtherTicketOfAUserIsDueAQuantumLater() {
        rig.acquire("holder", "h", FREE);
        for (int i = 0; i < 3; i++) rig.acquire("hog " + i, "hog", PRO);
        rig.passMillis(500);
        rig.acquire("other", "other", PRO);
        rig.passMillis(1000);
        rig.acquire("third", "third", PRO);
        assertEquals(List.of("hog 0", "other", "hog 1", "third", "hog 2"), rig.drain());
    }

    @Test
    void whatAUserHoldsCountsAsOutstanding() {
        rig.acquire("holder", "hog", PRO);
        rig.acquire("second", "hog", PRO);
        rig.passMillis(500);
        rig.acquire("other", "other", PRO);
        assertEquals(List.of("other", "second"), rig.drain());
    }

    @Test
    void whatWasGivenBackOrLeftDoesNotCount() {
        rig.acquire("first", "hog", PRO);
        rig.acquire("second", "hog", PRO).leave();
        rig.release("first");
        rig.acquire("holder", "h", PRO);
        rig.acquire("again", "hog", PRO);
        rig.passMillis(500);
        rig.acquire("other", "other", PRO);
        assertEquals(List.of("again", "other"), rig.drain());
        assertEquals(0, rig.permits.users(), "nobody is remembered");
    }

    @Test
    void usersOfDifferentTenantsAreDifferent() {
        rig.acquire("holder", "h", FREE);
        rig.acquire("a", "same", PRO);
        rig.permits.acquire(new Principal("same", "elsewhere", PRO, Set.of()), FairPermitsTest.granting(permit -> {}));
        assertEquals(3, rig.permits.users());
    }

    @Test
    void positionCountsAllTiers() {
        rig.acquire("holder", "h", FREE);
        Ticket free = rig.acquire("free", "a", FREE);
        assertEquals(1, free.position());
        Ticket pro = rig.acquire("pro", "b", PRO);
        assertEquals(2, free.position());
        assertEquals(1, pro.position());
        rig.acquire("enterprise", "c", ENTERPRISE);
        assertEquals(3, free.position());
        assertEquals(1, rig.permits.waiting(PRO));
        assertEquals(3, rig.permits.waiting());
    }

    @Test
    void theForecastCountsWhoIsLikelyToOvertake() {
        for (int i = 0; i < 100; i++) {
            rig.acquire("e" + i, "e" + i, ENTERPRISE);
            rig.passMillis(100);
            rig.release("e" + i);
            rig.passMillis(100);
        }
        rig.acquire("holder", "h", ENTERPRISE);
        rig.acquire("enterprise", "a", ENTERPRISE);
        Ticket free = rig.acquire("free", "b", FREE);
        assertEquals(2, free.position());
        // 5 a second come, each for 100 ms: half of what comes back goes to those who overtake.
        assertEquals(200 / 0.5, free.etaMillis(), 20);
    }
}
