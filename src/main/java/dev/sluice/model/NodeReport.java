package dev.sluice.model;

import java.util.Locale;

/**
 * What a node says of itself to those that share its store, with each beat.
 *
 * @param upSeconds   since it started
 * @param answers     that run here or wait
 * @param feeds       whose source is read here, for all nodes
 * @param connections channels and single readers that are open here
 */
public record NodeReport(State state, long upSeconds, int answers, int feeds, int connections) {
    /** Whether it takes sessions. */
    public enum State {
        /** Not yet. */
        STARTING,
        READY,
        /** Not any more, until somebody says otherwise. */
        DRAINING,
        /** Nor ever again in this life. */
        ENDING;

        /** As others read it. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws InvalidValueException where it is none of these */
        public static State of(String wire) {
            for (State state : values()) if (state.wire().equals(wire)) return state;
            throw new InvalidValueException("state", wire, "starting, ready, draining or ending");
        }
    }

    public NodeReport {
        if (state == null) throw new InvalidValueException("state", null, "starting, ready, draining or ending");
        check("up_s", upSeconds);
        check("answers", answers);
        check("feeds", feeds);
        check("connections", connections);
    }

    private static void check(String field, long value) {
        if (value < 0) throw new InvalidValueException(field, value, "a whole number, not below 0");
    }
}
