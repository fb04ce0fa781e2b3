package dev.sluice.hub.cluster;

import dev.sluice.channel.HandTime;
import dev.sluice.channel.HandTurns;

/** A cluster's loop whose turns and timers a test works off by hand. All loops of a test share one clock. */
final class HandLoop extends HandTurns implements ClusterLoop {
    HandLoop(HandTime clock) {
        super(clock);
    }
}
