package dev.sluice.admission;

import java.util.function.Consumer;

/** Port: an upstream's permits that several nodes share out among themselves. */
public interface PermitPool {
    /**
     * What one node says of itself, in one atomic step.
     *
     * @param upstream whose permits
     * @param limit    how many there are for all nodes together
     * @param held     this node's share up to now; nobody else gets any of it before a later claim has named less
     * @param inUse    permits that are out here, more than are held where the share shrank; nor does anybody get these
     * @param wanted   permits that are out or waited for here
     */
    record Claim(String upstream, int limit, int held, int inUse, int wanted) {}

    /** How long a share is a node's own unless it claims again: that of a node which died comes back after that. */
    long SHARE_LIVES_NANOS = 5_000_000_000L;

    /**
     * @param told called once, later or before this returns, on the caller's context: this node's share from now on, or null where
     *     nobody answers
     */
    void claim(Claim claim, Consumer<Integer> told);

    /** This node needs none any more. */
    void leave(String upstream);
}
