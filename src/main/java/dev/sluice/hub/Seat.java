package dev.sluice.hub;

import dev.sluice.admission.PermitQueue;
import dev.sluice.admission.PermitQueue.Outcome;
import dev.sluice.admission.PermitQueue.Permit;
import dev.sluice.admission.PermitQueue.Ticket;
import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.Principal;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * One request's ticket, then its permit: whichever it holds is given back by {@link #close}, once. Belongs to the lane's loop;
 * grants that come on another thread hop here first.
 */
final class Seat implements PermitQueue.Waiter {
    private final Lane lane;
    private final Runnable granted;
    private final Consumer<Failure> refused;
    private Ticket ticket;
    private Permit permit;
    private long waitTimer = -1;
    private boolean closed;

    /** Exactly one of the two is called, on the lane's loop, never before {@link #take} returns; none after {@link #close}. */
    Seat(Lane lane, Runnable granted, Consumer<Failure> refused) {
        this.lane = lane;
        this.granted = granted;
        this.refused = refused;
    }

    /** @param patience how long the caller is ready to wait, or null for as long as the queue lets it */
    void take(PermitQueue queue, Duration patience, Principal who) {
        ticket = queue.acquire(who, patience, this);
        // Most are granted or refused by then, and need no timer. What the queue tells comes by way of the loop.
        if (ticket.place().position() > 0) startTimer(ticket.waitLimit());
    }

    /** A permit that nobody else wants, at once or not at all. */
    void takeSpare(PermitQueue queue) {
        ticket = queue.acquireSpare(this);
    }

    private void startTimer(Duration limit) {
        waitTimer = lane.vertx().setTimer(Math.max(1, limit.toMillis()), t -> {
            waitTimer = -1;
            if (closed || permit != null || !ticket.leave()) return;
            closed = true;
            refused.accept(new Failure(
                    Kind.OVERLOADED,
                    "queue_timeout",
                    "no place at the provider became free within " + limit.toMillis() + " ms",
                    null,
                    limit));
        });
    }

    @Override
    public void granted(Permit next) {
        lane.context().runOnContext(v -> {
            if (closed) {
                next.release(Outcome.IGNORED);
                return;
            }
            permit = next;
            stopTimer();
            granted.run();
        });
    }

    @Override
    public void shed(Failure failure) {
        lane.context().runOnContext(v -> {
            if (closed) return;
            closed = true;
            stopTimer();
            refused.accept(failure);
        });
    }

    /** 1 is next; 0 when not waiting. */
    int position() {
        return ticket.position();
    }

    long etaMillis() {
        return ticket.etaMillis();
    }

    /** {@link #close(Outcome, Duration)} of a request whose first content nobody timed. */
    void close(Outcome outcome) {
        close(outcome, null);
    }

    /**
     * Idempotent.
     *
     * @param firstToken from the request's departure to its first content, or null
     */
    void close(Outcome outcome, Duration firstToken) {
        if (closed) return;
        closed = true;
        stopTimer();
        if (permit != null) permit.release(outcome, firstToken);
        else if (ticket != null) ticket.leave();
    }

    private void stopTimer() {
        if (waitTimer >= 0) lane.vertx().cancelTimer(waitTimer);
        waitTimer = -1;
    }
}
