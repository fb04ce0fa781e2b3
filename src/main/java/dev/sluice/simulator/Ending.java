package dev.sluice.simulator;

/** How a request to the simulator ended. */
public enum Ending {
    /** Everything was sent, in whatever odd shape was asked for. */
    COMPLETED,
    /** Answered with an error status. */
    REFUSED,
    /** Broken off by a fault: {@code rst}, {@code cut} or {@code error-in-200}. */
    BROKEN,
    /** The client went away first; nothing was generated after that. */
    ABORTED,
    /** The simulator was closed. */
    CLOSED
}
