package dev.sluice.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.admission.FairPermits;
import dev.sluice.admission.PermitLimit;
import dev.sluice.admission.PermitQueue.Outcome;
import dev.sluice.admission.QueuePolicy;
import dev.sluice.fixture.TestLoop;
import dev.sluice.model.Failure;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A seat holds one ticket, then one permit, and gives back whichever it holds. */
final class SeatTest {
    private static final long WAIT = 1_234;

    private final Vertx real = Vertx.vertx();
    private final HandTimers timers = new HandTimers(real);
    private final TestLoop loop = new TestLoop(real);
    private final FairPermits permits =
            new FairPermits("acme", PermitLimit.fixed(1), QueuePolicy.usual(1, Duration.ofMillis(WAIT)), () -> 0);
    private final List<String> told = new ArrayList<>();
    private final List<Failure> refusals = new ArrayList<>();
    private Lane lane;

    @BeforeEach
    void open() throws Exception {
        run(() -> lane = new Lane(timers.vertx, null, known -> null));
    }

    @AfterEach
    void shut() throws Exception {
        real.close().await(10, TimeUnit.SECONDS);
    }

    private void run(Runnable work) throws Exception {
        loop.run(work);
    }

    /** Lets everything happen that was scheduled on the loop. */
    private void settle() throws Exception {
        for (int i = 0; i < 3; i++) run(() -> {});
    }

    private Seat seat(String name) {
        return new Seat(lane, () -> told.add(name + " granted"), failure -> {
            told.add(name + " refused");
            refusals.add(failure);
        });
    }

    private Seat taken(String name) throws Exception {
        Seat seat = seat(name);
        run(() -> take(seat));
        settle();
        return seat;
    }

    private void take(Seat seat) {
        seat.take(permits, null, HubRoom.WHO);
    }

    @Test
    void isToldOfItsPermitAfterTakeReturned() throws Exception {
        Seat seat = seat("a");
        run(() -> {
            take(seat);
            assertTrue(told.isEmpty(), "told before the caller holds its seat");
        });
        settle();
        assertEquals(List.of("a granted"), told);
        assertEquals(0, timers.live(), "a wait that is over has a timer");
    }

    @Test
    void givesItsPermitBackOnce() throws Exception {
        Seat seat = taken("a");
        run(() -> seat.close(Outcome.SUCCESS));
        run(() -> seat.close(Outcome.DROPPED));
        assertEquals(0, permits.inUse());
    }

    @Test
    void closedBeforeItIsToldItGivesThePermitBackUnheard() throws Exception {
        Seat seat = seat("a");
        run(() -> {
            take(seat);
            seat.close(Outcome.IGNORED);
        });
        settle();
        assertEquals(0, permits.inUse());
        assertEquals(List.of(), told);
        assertEquals(0, timers.live());
    }

    @Test
    void leavesTheQueueWhenItIsClosedThere() throws Exception {
        taken("a");
        Seat waiting = taken("b");
        assertEquals(1, permits.waiting());
        assertEquals(1, waiting.position());
        run(() -> waiting.close(Outcome.IGNORED));
        assertEquals(0, permits.waiting());
        assertEquals(0, timers.live());
        assertEquals(List.of("a granted"), told);
    }

    @Test
    void isRefusedWhenItsWaitIsOver() throws Exception {
        Seat first = taken("a");
        Seat waiting = taken("b");
        run(() -> timers.fire(WAIT));
        assertEquals(List.of("a granted", "b refused"), told);
        assertEquals("queue_timeout", refusals.get(0).code());
        assertEquals(Duration.ofMillis(WAIT), refusals.get(0).retryAfter());
        run(() -> first.close(Outcome.SUCCESS));
        run(() -> waiting.close(Outcome.DROPPED));
        settle();
        assertEquals(List.of("a granted", "b refused"), told);
        assertEquals(0, permits.inUse());
    }

    @Test
    void aPermitThatIsOnItsWayBeatsTheEndOfTheWait() throws Exception {
        Seat first = taken("a");
        taken("b");
        run(() -> {
            first.close(Outcome.SUCCESS);
            timers.fire(WAIT);
        });
        settle();
        assertEquals(List.of("a granted", "b granted"), told);
        assertEquals(1, permits.inUse());
    }

    @Test
    void isRefusedAtOnceWhereTheQueueIsFull() throws Exception {
        taken("a");
        taken("b");
        Seat third = taken("c");
        assertEquals(List.of("a granted", "c refused"), told);
        assertEquals("queue_full", refusals.get(0).code());
        run(() -> third.close(Outcome.DROPPED));
        assertEquals(1, timers.live(), "of b alone");
    }
}
