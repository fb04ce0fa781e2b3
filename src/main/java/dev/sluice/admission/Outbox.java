package dev.sluice.admission;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What has to be told after a change of state: put in under the guard of that state, so in the order of the changes,
 * and told outside it, by one thread at a time. Safe from any thread; its own guard is taken within the other's,
 * never the other way round.
 */
final class Outbox {
    private final ReentrantLock guard = new ReentrantLock();
    private final ArrayDeque<Runnable> mail = new ArrayDeque<>();
    private boolean telling;

    void add(Runnable telling) {
        guard.lock();
        try {
            mail.add(telling);
        } finally {
            guard.unlock();
        }
    }

    /**
     * Tells all there is, unless some caller below us on this stack, or another thread, is at it already. What a
     * listener throws is thrown on after all have been told.
     */
    void tell() {
        Throwable fault = null;
        for (Runnable next = first(); next != null; next = next()) {
            try {
                next.run();
            } catch (RuntimeException | Error e) {
                // One that throws must not keep the others from being told.
                if (fault == null) fault = e;
                else fault.addSuppressed(e);
            }
        }
        if (fault instanceof Error error) throw error;
        if (fault instanceof RuntimeException exception) throw exception;
    }

    private Runnable first() {
        guard.lock();
        try {
            if (telling) return null;
            telling = true;
            return next();
        } finally {
            guard.unlock();
        }
    }

    private Runnable next() {
        guard.lock();
        try {
            Runnable next = mail.poll();
            if (next == null) telling = false;
            return next;
        } finally {
            guard.unlock();
        }
    }
}
