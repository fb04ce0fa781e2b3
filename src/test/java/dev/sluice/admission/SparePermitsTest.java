package dev.sluice.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.admission.PermitQueue.Outcome;
import dev.sluice.admission.PermitQueue.Permit;
import dev.sluice.admission.PermitQueue.Waiter;
import dev.sluice.model.Failure;
import dev.sluice.model.Principal;
import dev.sluice.model.Tier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Permits for work that nobody waits for: only what nobody else wants, and never in anybody's way. */
final class SparePermitsTest {
    private static final class Told implements Waiter {
        private Permit permit;
        private Failure failure;

        @Override
        public void granted(Permit given) {
            permit = given;
        }

        @Override
        public void shed(Failure why) {
            failure = why;
        }
    }

    private static FairPermits permits(int limit, int percent) {
        return new FairPermits("openai", PermitLimit.fixed(limit), FairPermitsTest.alike(100), percent, () -> 0);
    }

    private static Told spare(FairPermits permits) {
        Told told = new Told();
        assertEquals(0, permits.acquireSpare(told).position());
        return told;
    }

    private static Told ask(FairPermits permits) {
        Told told = new Told();
        permits.acquire(FairPermitsTest.ANYBODY, told);
        return told;
    }

    @Test
    void leavesTheRestOfThePermitsToWhoeverComesNext() {
        FairPermits permits = permits(10, 80);
        for (int i = 0; i < 5; i++) ask(permits);
        assertEquals(3, permits.spare());
        for (int i = 0; i < 3; i++) assertTrue(spare(permits).permit != null);
        Told refused = spare(permits);
        assertNull(refused.permit);
        assertEquals("no_spare_permit", refused.failure.code());
        assertTrue(ask(permits).permit != null);
        assertTrue(ask(permits).permit != null);
    }

    @Test
    void aSingleOneIsSpareWhileItIsIdle() {
        FairPermits permits = permits(1, 10);
        Told only = spare(permits);
        assertEquals(0, permits.spare());
        Told waits = ask(permits);
        only.permit.release(Outcome.SUCCESS);
        assertTrue(waits.permit != null);
        assertEquals("no_spare_permit", spare(permits).failure.code());
    }

    @Test
    void comesBackToTheLineFirst() {
        FairPermits permits = permits(2, 100);
        Told background = spare(permits);
        ask(permits);
        Told waits = ask(permits);
        assertEquals(0, permits.spare());
        background.permit.release(Outcome.SUCCESS);
        background.permit.release(Outcome.SUCCESS);
        assertTrue(waits.permit != null);
        assertEquals(2, permits.inUse());
    }

    @Test
    void doesNotMoveItsUsersOtherTicketsBack() {
        TierQueue terms = new TierQueue(Duration.ZERO, Duration.ofSeconds(10), 10, Duration.ofHours(1));
        QueuePolicy policy = new QueuePolicy(10, Map.of(Tier.FREE, terms, Tier.PRO, terms, Tier.ENTERPRISE, terms));
        long[] now = {0};
        FairPermits permits = new FairPermits("u", PermitLimit.fixed(1), policy, 100, () -> now[0]);
        Told background = spare(permits);
        List<String> order = new ArrayList<>();
        for (String user : List.of("ann", "bob")) {
            now[0]++;
            permits.acquire(new Principal(user, "t", Tier.FREE, Set.of()), new Waiter() {
                @Override
                public void granted(Permit permit) {
                    order.add(user);
                    permit.release(Outcome.SUCCESS);
                }

                @Override
                public void shed(Failure failure) {
                    order.add("shed " + user);
                }
            });
        }
        background.permit.release(Outcome.SUCCESS);
        assertEquals(List.of("ann", "bob"), order);
        assertEquals(0, permits.users());
    }

    /** Whatever else happens, one is granted exactly if nobody waits and the share is not out, and nobody waits while a permit is free. */
    @RepeatedTest(20)
    void neverMakesATicketWait(RepetitionInfo repetition) {
        long seed = 7_000 + repetition.getCurrentRepetition();
        System.out.println("SparePermitsTest seed " + seed);
        Random random = new Random(seed);
        int limit = 1 + random.nextInt(8);
        int percent = 1 + random.nextInt(100);
        FairPermits permits = permits(limit, percent);
        int share = Math.max(1, limit * percent / 100);
        List<Told> asked = new ArrayList<>();
        List<Permit> out = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            int inUse = permits.inUse();
            int waiting = permits.waiting();
            int move = random.nextInt(3);
            if (move == 0) asked.add(ask(permits));
            else if (move == 1) {
                Told told = spare(permits);
                assertEquals(waiting == 0 && inUse < share, told.permit != null);
                if (told.permit != null) out.add(told.permit);
            } else if (!out.isEmpty()) out.remove(random.nextInt(out.size())).release(Outcome.SUCCESS);
            asked.removeIf(told -> {
                if (told.permit != null) out.add(told.permit);
                return told.permit != null || told.failure != null;
            });
            assertEquals(out.size(), permits.inUse());
            if (permits.waiting() > 0) assertEquals(limit, permits.inUse());
        }
    }
}
