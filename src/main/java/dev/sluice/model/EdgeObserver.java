package dev.sluice.model;

import java.util.List;

/** Told what the HTTP face does. Called on the event loops. Stands here since the rooms on both sides of it don't know each other. */
public interface EdgeObserver {
    /** Wants to know of nothing. */
    EdgeObserver NOOP = new EdgeObserver() {};

    /** Once for each request whose answer began. */
    default void answered(Answered request) {}

    /** A timer of an event loop fired so much later than it was due. */
    default void late(long nanos) {}

    /** Tells each of them, in order. */
    static EdgeObserver all(List<EdgeObserver> observers) {
        return new EdgeObserver() {
            @Override
            public void answered(Answered request) {
                for (EdgeObserver each : observers) each.answered(request);
            }

            @Override
            public void late(long nanos) {
                for (EdgeObserver each : observers) each.late(nanos);
            }
        };
    }
}
