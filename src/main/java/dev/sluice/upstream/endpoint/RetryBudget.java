package dev.sluice.upstream.endpoint;

import dev.sluice.model.UpstreamPolicy;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many of a node's calls to one upstream may be retries at a time: a share of the calls in flight, so that a provider in trouble
 * gets a fifth more work and not three times as much (Envoy's retry budget). A crossing: the calls of every loop draw on it.
 */
public final class RetryBudget {
    private final ReentrantLock guard = new ReentrantLock();
    private final int percent;
    private final int least;
    private int calls;
    private int retries;

    /** @param policy how many retries calls earn, and how many there are always */
    public RetryBudget(UpstreamPolicy.Retry policy) {
        this.percent = policy.budgetPercent();
        this.least = policy.budgetMin();
    }

    /** A call begins; pairs with {@link #callEnded}. */
    public void callBegan() {
        add(1, 0);
    }

    /** A call has ended, however. */
    public void callEnded() {
        add(-1, 0);
    }

    /** @return whether an attempt that is a retry may begin; if so, {@link #retryEnded} follows once it was committed or failed */
    public boolean retryBegins() {
        guard.lock();
        try {
            if (retries >= Math.max(least, (int) ((long) calls * percent / 100))) return false;
            retries++;
            return true;
        } finally {
            guard.unlock();
        }
    }

    /** A retry was committed, or failed. */
    public void retryEnded() {
        add(0, -1);
    }

    /** Calls in flight. */
    public int calls() {
        guard.lock();
        try {
            return calls;
        } finally {
            guard.unlock();
        }
    }

    /** Retries among them. */
    public int retries() {
        guard.lock();
        try {
            return retries;
        } finally {
            guard.unlock();
        }
    }

    private void add(int call, int retry) {
        guard.lock();
        try {
            calls += call;
            retries += retry;
        } finally {
            guard.unlock();
        }
    }
}
