package dev.sluice.hub.cluster;

import dev.sluice.model.Nodes;

/** Who wants to know what nodes do for each other. Called on the cluster's loop; must not block. */
public interface ClusterObserver {
    /** Wants to know of nothing. */
    ClusterObserver NOOP = new ClusterObserver() {};

    /**
     * A batch was written to the store.
     *
     * @param events how many there were in it
     */
    default void wrote(int events) {}

    /** Other nodes took this one for dead and ended an answer of its. */
    default void fenced() {}

    /** This node ended an answer of a dead one. */
    default void sealed() {}

    /**
     * What is held now, about once a second.
     *
     * @param own    answers that this node writes
     * @param copies of others' logs
     */
    default void holds(int own, int copies) {}

    /** What the store knows of the members, this one included: about once a second, while it can be asked. */
    default void members(Nodes.Census census) {}
}
