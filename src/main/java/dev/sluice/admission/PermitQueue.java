package dev.sluice.admission;

import dev.sluice.model.Failure;
import dev.sluice.model.Principal;

/**
 * A semaphore per upstream with a waiting line in front. The seam behind which the line's order may change; callers see only
 * tickets and permits. Safe from any thread.
 */
public interface PermitQueue {
    /**
     * Asks for a permit. Exactly one of the waiter's methods is called, exactly once, unless the ticket leaves first; it may
     * be called before this returns, and on any thread that acquires or releases a permit.
     */
    Ticket acquire(Principal who, Waiter waiter);

    /** Permits out now. */
    int inUse();

    /** Permits there are. */
    int limit();

    /** Tickets waiting now. */
    int waiting();

    /** Told the outcome of {@link #acquire}. Must not block nor throw. */
    interface Waiter {
        void granted(Permit permit);

        /** The line is full, or another ticket was worth more. */
        void shed(Failure failure);
    }

    /** A place in the line. */
    interface Ticket {
        /** 1 is next; 0 when not waiting (granted, shed or left). */
        int position();

        /** When a permit is likely to come, in milliseconds from now, or -1 where nothing was measured yet. */
        long etaMillis();

        /** Leaves the line at once. Idempotent; false if the ticket was no longer waiting: its waiter was told, or will be. */
        boolean leave();
    }

    /** The right to hold one upstream stream open. */
    interface Permit {
        /** Gives it back. Idempotent. */
        void release(Outcome outcome);
    }

    /** How the work under a permit ended, for whoever adapts the limit. */
    enum Outcome {
        SUCCESS,
        IGNORED,
        DROPPED
    }
}
