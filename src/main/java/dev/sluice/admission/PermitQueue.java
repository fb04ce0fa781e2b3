package dev.sluice.admission;

import dev.sluice.model.Failure;
import dev.sluice.model.Principal;
import dev.sluice.model.Tier;
import java.time.Duration;

/**
 * A semaphore per upstream with a waiting line in front. The seam behind which the line's order may change; callers
 * see only tickets and permits. Safe from any thread.
 */
public interface PermitQueue {
    /**
     * Asks for a permit. Exactly one of the waiter's methods is called, exactly once, unless the ticket leaves first;
     * it may be called before this returns, and on any thread that acquires or releases a permit.
     *
     * @param patience how long the caller is ready to wait, or null for as long as its tier may; where a longer wait is
     *     foreseen it is refused at once, and zero means now or never
     */
    Ticket acquire(Principal who, Duration patience, Waiter waiter);

    /** {@link #acquire(Principal, Duration, Waiter)} by a caller that waits as long as its tier may. */
    default Ticket acquire(Principal who, Waiter waiter) {
        return acquire(who, null, waiter);
    }

    /**
     * Asks for a permit that nobody else wants: granted at once or {@code no_spare_permit}, and never in anybody's way. It is granted
     * only while nobody waits and the permits out are below the spare share of those there are, so that the rest stays free for
     * whoever comes next. It does not count among its user's outstanding tickets.
     */
    Ticket acquireSpare(Waiter waiter);

    /** How many would be granted now by {@link #acquireSpare}. */
    int spare();

    /** Permits out now. For a moment more than {@link #limit}, where that has just come down. */
    int inUse();

    /** Permits there are now. */
    int limit();

    /** Tickets waiting now. */
    int waiting();

    /** Tickets of one tier waiting now. */
    int waiting(Tier tier);

    /** Told the outcome of {@link #acquire}. Must not block nor throw. */
    interface Waiter {
        /** Here it is; to be released once. */
        void granted(Permit permit);

        /**
         * No permit: {@code queue_full} (the line is full, or a better ticket took the place), {@code queue_too_long}
         * (the wait foreseen is over the limit), {@code queue_timeout} (the ticket's turn came when its time was
         * over) or {@code no_spare_permit}.
         */
        void shed(Failure failure);
    }

    /** A place in the line. */
    interface Ticket {
        /** Of whoever was told at once. */
        Ticket TOLD = new Ticket() {
            @Override
            public Place place() {
                return Place.NONE;
            }

            @Override
            public Duration waitLimit() {
                return Duration.ZERO;
            }

            @Override
            public boolean leave() {
                return false;
            }
        };

        /** Position and forecast in one look; O(log n), cheap enough to be told twice a second. */
        Place place();

        /**
         * How long this ticket may wait, from its arrival: the lower of the caller's patience and the tier's limit.
         * Whoever owns the ticket arms a timer and {@link #leave}s when it fires. A ticket past its limit is not
         * granted in any case: if its turn comes before the timer fires, its waiter is told {@code queue_timeout}.
         */
        Duration waitLimit();

        /**
         * Leaves the line at once. Idempotent; false if the ticket was no longer waiting: its waiter was told, or
         * will be.
         */
        boolean leave();

        /** {@link Place#position}. */
        default int position() {
            return place().position();
        }

        /** {@link Place#etaMillis}. */
        default long etaMillis() {
            return place().etaMillis();
        }
    }

    /**
     * @param position  1 is next; 0 when not waiting (granted, shed or left)
     * @param etaMillis when a permit is likely to come, in milliseconds from now, counting those who are likely to
     *     overtake; -1 when not waiting, or where nothing was measured yet
     */
    record Place(int position, long etaMillis) {
        static final Place NONE = new Place(0, -1);
    }

    /** The right to hold one upstream stream open. */
    interface Permit {
        /**
         * Gives it back. Idempotent.
         *
         * @param firstToken from the request's departure to its first content, or null where none came or nobody
         *     measured
         */
        void release(Outcome outcome, Duration firstToken);

        /** {@link #release(Outcome, Duration)} without a measurement. */
        default void release(Outcome outcome) {
            release(outcome, null);
        }
    }

    /** How the work under a permit ended, for whoever adapts the limit. */
    enum Outcome {
        /** Its time says something about how loaded the upstream is. */
        SUCCESS,
        /** It says nothing: cancelled, or never sent. */
        IGNORED,
        /** The upstream could not cope: overloaded, refused, timed out. */
        DROPPED
    }
}
