package dev.sluice.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.admission.PermitQueue.Outcome;
import dev.sluice.admission.PermitQueue.Permit;
import dev.sluice.admission.PermitQueue.Ticket;
import dev.sluice.admission.PermitQueue.Waiter;
import dev.sluice.model.Failure;
import dev.sluice.model.Principal;
import dev.sluice.model.Tier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class FairPermitsTest {
    static final Principal ANYBODY = new Principal("u", "t", Tier.FREE, Set.of());
    private final long[] now = {0};

    private FairPermits permits(int limit, int length) {
        return new FairPermits("openai", PermitLimit.fixed(limit), alike(length), () -> now[0]);
    }

    /** Terms under which all tickets are alike, so that who comes first goes first. */
    static QueuePolicy alike(int length) {
        TierQueue terms = new TierQueue(Duration.ZERO, Duration.ZERO, length, Duration.ofHours(24));
        return new QueuePolicy(length, Map.of(Tier.FREE, terms, Tier.PRO, terms, Tier.ENTERPRISE, terms));
    }

    private void passMillis(long millis) {
        now[0] += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** Writes down what it was told. */
    private static final class Told implements Waiter {
        Permit permit;
        Failure failure;
        int times;

        @Override
        public void granted(Permit given) {
            permit = given;
            times++;
        }

        @Override
        public void shed(Failure why) {
            failure = why;
            times++;
        }
    }

    @Test
    void grantsUpToTheLimitAtOnce() {
        FairPermits permits = permits(2, 10);
        Told first = new Told();
        Told second = new Told();
        assertEquals(0, permits.acquire(ANYBODY, first).position());
        permits.acquire(ANYBODY, second);
        assertEquals(1, first.times);
        assertEquals(1, second.times);
        assertEquals(2, permits.inUse());
        assertEquals(0, permits.waiting());
        assertEquals(2, permits.limit());
    }

    @Test
    void grantsTheWaitingInTheOrderTheyCame() {
        FairPermits permits = permits(1, 10);
        Told holder = new Told();
        permits.acquire(ANYBODY, holder);
        List<Integer> order = new ArrayList<>();
        Permit[] last = {holder.permit};
        for (int i = 0; i < 3; i++) {
            int n = i;
            permits.acquire(ANYBODY, granting(permit -> {
                order.add(n);
                last[0] = permit;
            }));
        }
        for (int i = 0; i < 3; i++) last[0].release(Outcome.SUCCESS);
        assertEquals(List.of(0, 1, 2), order);
        assertEquals(1, permits.inUse());
    }

    @Test
    void nobodyOvertakesTheLine() {
        FairPermits permits = permits(1, 10);
        Told holder = new Told();
        permits.acquire(ANYBODY, holder);
        Told waiting = new Told();
        permits.acquire(ANYBODY, waiting);
        holder.permit.release(Outcome.SUCCESS);
        Told late = new Told();
        Ticket lateTicket = permits.acquire(ANYBODY, late);
        assertEquals(1, waiting.times);
        assertEquals(0, late.times);
        assertEquals(1, lateTicket.position());
    }

    @Test
    void aPermitComesBackOnce() {
        FairPermits permits = permits(2, 10);
        Told a = new Told();
        Told b = new Told();
        permits.acquire(ANYBODY, a);
        permits.acquire(ANYBODY, b);
        a.permit.release(Outcome.SUCCESS);
        a.permit.release(Outcome.DROPPED);
        assertEquals(1, permits.inUse());
    }

    @Test
    void whoeverLeavesIsNotGrantedAndTheOthersMoveUp() {
        FairPermits permits = permits(1, 10);
        Told holder = new Told();
        permits.acquire(ANYBODY, holder);
        Told leaver = new Told();
        Ticket leaving = permits.acquire(ANYBODY, leaver);
        Told stayer = new Told();
        Ticket staying = permits.acquire(ANYBODY, stayer);
        assertEquals(2, staying.position());
        assertTrue(leaving.leave());
        assertFalse(leaving.leave());
        assertEquals(0, leaving.position());
        assertEquals(1, staying.position());
        holder.permit.release(Outcome.SUCCESS);
        assertEquals(0, leaver.times);
        assertEquals(1, stayer.times);
        assertFalse(staying.leave());
    }

    @Test
    void beforeAnyPermitCameBackTheirAgeSaysWhenToComeAgain() {
        FairPermits permits = permits(2, 1);
        permits.acquire(ANYBODY, new Told());
        permits.acquire(ANYBODY, new Told());
        permits.acquire(ANYBODY, new Told());
        passMillis(3_000);
        Told shed = new Told();
        Ticket ticket = permits.acquire(ANYBODY, shed);
        assertEquals(Failure.Kind.OVERLOADED, shed.failure.kind());
        assertEquals("queue_full", shed.failure.code());
        assertEquals(Duration.ofSeconds(6), shed.failure.retryAfter(), "two turns of 6 s at two permits");
        assertEquals(0, ticket.position());
        assertEquals(-1, ticket.etaMillis());
    }

    @Test
    void aLineOfLengthZeroShedsAtOnce() {
        FairPermits permits = permits(1, 0);
        permits.acquire(ANYBODY, new Told());
        Told shed = new Told();
        permits.acquire(ANYBODY, shed);
        assertEquals("queue_full", shed.failure.code());
    }

    @Test
    void tellsWhenAPermitIsLikelyFromTheMeasuredRate() {
        FairPermits permits = permits(1, 2);
        Told[] waiters = new Told[4];
        for (int i = 0; i < 3; i++) permits.acquire(ANYBODY, waiters[i] = new Told());
        for (int i = 0; i < 2; i++) {
            passMillis(2000);
            waiters[i].permit.release(Outcome.SUCCESS);
            permits.acquire(ANYBODY, waiters[3] = new Told());
        }
        Ticket next = permits.acquire(ANYBODY, new Told());
        assertEquals(0, next.position(), "shed: the line holds two");
        Told shed = new Told();
        permits.acquire(ANYBODY, shed);
        assertEquals(Duration.ofSeconds(6), shed.failure.retryAfter());
        passMillis(500);
        permits.acquire(ANYBODY, shed);
        assertEquals(Duration.ofMillis(5500), shed.failure.retryAfter());
    }

    @Test
    void etaGrowsWithThePositionAndShrinksWithTime() {
        FairPermits permits = permits(2, 10);
        Told a = new Told();
        Told b = new Told();
        permits.acquire(ANYBODY, a);
        permits.acquire(ANYBODY, b);
        Told c = new Told();
        Ticket first = permits.acquire(ANYBODY, c);
        Ticket second = permits.acquire(ANYBODY, new Told());
        Ticket third = permits.acquire(ANYBODY, new Told());
        assertEquals(-1, first.etaMillis());
        passMillis(100);
        a.permit.release(Outcome.SUCCESS);
        assertEquals(1, c.times);
        assertEquals(-1, first.etaMillis(), "granted");
        assertEquals(50, second.etaMillis(), "two permits, held for 100 ms each");
        assertEquals(100, third.etaMillis());
        passMillis(30);
        assertEquals(20, second.etaMillis());
        passMillis(1000);
        assertEquals(0, second.etaMillis());
        assertEquals(50, third.etaMillis(), "a standstill has no end in sight");
    }

    @Test
    void timeWithoutDemandDoesNotCountAsSlowness() {
        FairPermits permits = permits(1, 10);
        Told a = new Told();
        permits.acquire(ANYBODY, a);
        passMillis(50);
        a.permit.release(Outcome.SUCCESS);
        passMillis(3_600_000);
        permits.acquire(ANYBODY, new Told());
        assertEquals(50, permits.acquire(ANYBODY, new Told()).etaMillis());
    }

    @Test
    void retryAfterStaysBetweenOneAndSixtySeconds() {
        for (long hold : new long[] {1, 1_000_000}) {
            FairPermits permits = permits(1, 1);
            Told holder = new Told();
            permits.acquire(ANYBODY, holder);
            permits.acquire(ANYBODY, new Told());
            passMillis(hold);
            holder.permit.release(Outcome.SUCCESS);
            permits.acquire(ANYBODY, new Told());
            Told shed = new Told();
            permits.acquire(ANYBODY, shed);
            assertEquals(Duration.ofSeconds(hold == 1 ? 1 : 60), shed.failure.retryAfter());
        }
    }

    @Test
    void aLineOfWaitersThatReleaseAtOnceDoesNotRecurse() {
        FairPermits permits = permits(1, 100_000);
        Told holder = new Told();
        permits.acquire(ANYBODY, holder);
        int[] granted = {0};
        for (int i = 0; i < 100_000; i++)
            permits.acquire(ANYBODY, granting(permit -> {
                granted[0]++;
                permit.release(Outcome.SUCCESS);
            }));
        holder.permit.release(Outcome.SUCCESS);
        assertEquals(100_000, granted[0]);
        assertEquals(0, permits.inUse());
    }

    @Test
    void aWaiterMayAcquireAgainFromWithinItsGrant() {
        FairPermits permits = permits(1, 1);
        Told again = new Told();
        permits.acquire(ANYBODY, granting(permit -> {
            permits.acquire(ANYBODY, again);
            permit.release(Outcome.SUCCESS);
        }));
        assertEquals(1, again.times);
        assertEquals(1, permits.inUse());
    }

    @Test
    void aWaiterThatThrowsDoesNotStopTheOthers() {
        FairPermits permits = permits(2, 10);
        Told told = new Told();
        assertThrows(
                IllegalStateException.class,
                () -> permits.acquire(ANYBODY, granting(permit -> {
                    permits.acquire(ANYBODY, told);
                    throw new IllegalStateException("a fault");
                })));
        assertEquals(1, told.times);
    }

    @Test
    void refusesALimitThatCouldNeverGrant() {
        assertThrows(IllegalArgumentException.class, () -> permits(0, 1));
        assertThrows(IllegalArgumentException.class, () -> permits(1, -1));
    }

    static Waiter granting(Consumer<Permit> granted) {
        return new Waiter() {
            @Override
            public void granted(Permit permit) {
                granted.accept(permit);
            }

            @Override
            public void shed(Failure failure) {
                throw new AssertionError("shed: " + failure);
            }
        };
    }
}
