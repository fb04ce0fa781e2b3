package dev.sluice.admission;

import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.Principal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * A semaphore whose line is first come, first served, and bounded. Safe from any thread: it is one of the few places where the
 * loops meet.
 *
 * <p><b>State.</b> {@code inUse} permits are out, {@code line} holds the tickets that wait; somebody waits only while all permits
 * are out. A permit that comes back while somebody waits goes straight to the head of the line and is never free in between, so
 * nobody can overtake.
 *
 * <p><b>Telling.</b> A transition changes the state under the guard and leaves what is to be told in {@code outbox}; waiters are
 * told outside the guard, by one thread at a time, in the order of the transitions. So a waiter that releases from within
 * {@code granted} does not recurse, however long the line is; and a ticket that was granted on one thread may be told so on
 * another, where it may already have tried to leave, and got false.
 *
 * <p>A ticket leaves in O(1); its position is counted, O(position).
 */
public final class FifoPermits implements PermitQueue {
    private final ReentrantLock guard = new ReentrantLock();
    private final String upstream;
    private final int limit;
    private final int length;
    private final LongSupplier nanos;
    private final LinkedHashSet<Waiting> line = new LinkedHashSet<>();
    private final ArrayDeque<Runnable> outbox = new ArrayDeque<>();
    private final DrainRate rate = new DrainRate();
    private int inUse;
    private boolean telling;

    /**
     * @param upstream name of the upstream, for messages
     * @param limit    permits, at least 1
     * @param length   tickets that may wait; with 0 nobody waits
     * @param nanos    a monotonic clock
     */
    public FifoPermits(String upstream, int limit, int length, LongSupplier nanos) {
        if (limit < 1) throw new IllegalArgumentException("limit: got " + limit + ", expected 1 or more");
        if (length < 0) throw new IllegalArgumentException("length: got " + length + ", expected 0 or more");
        this.upstream = upstream;
        this.limit = limit;
        this.length = length;
        this.nanos = nanos;
    }

    @Override
    public Ticket acquire(Principal who, Waiter waiter) {
        Waiting ticket = new Waiting(waiter);
        guard.lock();
        try {
            if (inUse < limit) {
                inUse++;
                if (inUse == limit) rate.saturated(nanos.getAsLong());
                grant(waiter);
            } else if (line.size() < length) {
                line.add(ticket);
            } else {
                Failure full = full(rate.retryAfter(line.size() + 1, nanos.getAsLong()));
                outbox.add(() -> waiter.shed(full));
            }
        } finally {
            guard.unlock();
        }
        tell();
        return ticket;
    }

    @Override
    public int inUse() {
        guard.lock();
        try {
            return inUse;
        } finally {
            guard.unlock();
        }
    }

    @Override
    public int limit() {
        return limit;
    }

    @Override
    public int waiting() {
        guard.lock();
        try {
            return line.size();
        } finally {
            guard.unlock();
        }
    }

    /** Under the guard. */
    private void grant(Waiter waiter) {
        Permit permit = new Held();
        outbox.add(() -> waiter.granted(permit));
    }

    private Failure full(Duration retryAfter) {
        String message = "The queue of upstream " + upstream + " is full: " + length + " are waiting already";
        return new Failure(Kind.OVERLOADED, "queue_full", message, null, retryAfter);
    }

    /** Empties the outbox, unless some caller below us on this stack, or another thread, is at it already. */
    private void tell() {
        guard.lock();
        try {
            if (telling) return;
            telling = true;
        } finally {
            guard.unlock();
        }
        Throwable fault = null;
        for (Runnable next = next(); next != null; next = next()) {
            try {
                next.run();
            } catch (RuntimeException | Error e) {
                // A waiter that throws must not keep the others from being told.
                if (fault == null) fault = e;
                else fault.addSuppressed(e);
            }
        }
        if (fault instanceof Error error) throw error;
        if (fault instanceof RuntimeException exception) throw exception;
    }

    private Runnable next() {
        guard.lock();
        try {
            Runnable next = outbox.poll();
            if (next == null) telling = false;
            return next;
        } finally {
            guard.unlock();
        }
    }

    private final class Waiting implements Ticket {
        private final Waiter waiter;

        Waiting(Waiter waiter) {
            this.waiter = waiter;
        }

        @Override
        public int position() {
            guard.lock();
            try {
                return line.contains(this) ? count() : 0;
            } finally {
                guard.unlock();
            }
        }

        @Override
        public long etaMillis() {
            guard.lock();
            try {
                return line.contains(this) ? rate.etaMillis(count(), nanos.getAsLong()) : -1;
            } finally {
                guard.unlock();
            }
        }

        @Override
        public boolean leave() {
            guard.lock();
            try {
                return line.remove(this);
            } finally {
                guard.unlock();
            }
        }

        private int count() {
            int position = 0;
            for (Waiting ahead : line) {
                position++;
                if (ahead == this) break;
            }
            return position;
        }
    }

    private final class Held implements Permit {
        private boolean released;

        @Override
        public void release(Outcome outcome) {
            guard.lock();
            try {
                if (released) return;
                released = true;
                Iterator<Waiting> line = FifoPermits.this.line.iterator();
                boolean handedOn = line.hasNext();
                if (handedOn) {
                    Waiting head = line.next();
                    line.remove();
                    grant(head.waiter);
                } else {
                    inUse--;
                }
                rate.released(nanos.getAsLong(), handedOn);
            } finally {
                guard.unlock();
            }
            tell();
        }
    }
}
