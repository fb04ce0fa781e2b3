package dev.sluice.admission;

import java.util.function.Consumer;

/**
 * Port: the token buckets of accounts that several nodes draw from. A bucket is the one of {@link Bucket}, kept where all nodes
 * reach it and by its clock. Safe from any thread.
 */
public interface SharedBuckets {
    /**
     * What one node wants of an account, in one atomic step.
     *
     * @param account  its name, the same on every node; not secret, but not for logs either
     * @param rates    what fills the buckets
     * @param requests what is wanted of each bucket
     * @param tokens   likewise
     * @param slots    places among the concurrent requests that this node wants to hold from now on, in place of those that it holds
     * @param running  places that are taken, so that no fewer are granted
     */
    record Draw(String account, Rates rates, Amount requests, Amount tokens, int slots, int running) {}

    /**
     * @param settled taken whatever is there: a debt; below 0, what is given back
     * @param wanted  taken as far as it is there
     * @param ahead   taken besides where that leaves a tenth of the bucket for the others
     */
    record Amount(long settled, long wanted, long ahead) {}

    /**
     * @param requests granted of {@code wanted} and {@code ahead} together
     * @param tokens   likewise
     * @param slots    held from now on, for as long as the node asks again within {@link #SLOTS_LIVE_NANOS}
     * @param requestsMissingNanos until the bucket is full again, as {@link Bucket#missing}
     * @param tokensMissingNanos   likewise
     */
    record Drawn(long requests, long tokens, int slots, long requestsMissingNanos, long tokensMissingNanos) {}

    /** How long a node's places are its own unless it asks again: those of a node that died come back after that. */
    long SLOTS_LIVE_NANOS = 15_000_000_000L;

    /** @param told called once, later or before this returns, on any thread; with null where the buckets could not be reached */
    void draw(Draw draw, Consumer<Drawn> told);

    /** Whether a draw is likely to be answered now. */
    boolean reachable();
}
