package dev.sluice.model;

import java.time.Duration;
import java.util.Map;

/**
 * How callers wait for one upstream's permits.
 *
 * @param tiers    the terms of every tier; empty for the usual ones
 * @param adaptive bounds between which the number of permits finds itself, or null where it is fixed
 * @param shared   whether the permits are all nodes' together, who share them out, and not each node's own
 */
public record QueueConfig(Map<Tier, Terms> tiers, Adaptive adaptive, boolean shared) {
    /** The usual terms for every tier, and a fixed number of permits. */
    public static final QueueConfig DEFAULT = new QueueConfig(Map.of(), null, false);

    public QueueConfig {
        tiers = Map.copyOf(tiers);
    }

    /**
     * @param penalty how much later than a tier without one it is due
     * @param quantum how much later each further request of the same user is due
     * @param length  requests of the tier that may wait
     * @param longest for how long
     */
    public record Terms(Duration penalty, Duration quantum, int length, Duration longest) {}

    /**
     * @param floor   at least 1
     * @param ceiling at least the floor
     */
    public record Adaptive(int floor, int ceiling) {}
}
