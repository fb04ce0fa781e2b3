package dev.sluice.channel;

import io.vertx.core.Vertx;

/**
 * Where a loop's work waits for its turn: the event loop, or, in a test, a list that is worked off by hand. {@link #later} may be
 * called on any thread; all else belongs to the loop.
 */
public interface Turns {
    /** Runs the action on the loop, after what was put there before. */
    void later(Runnable action);

    /** Runs the action once after so many milliseconds, at least 1; yields what {@link #cancel} takes. */
    long once(long millis, Runnable action);

    /** Runs the action every so many milliseconds, at least 1, until it is cancelled. */
    long every(long millis, Runnable action);

    /** The action does not run (any more). Idempotent. */
    void cancel(long timer);

    /** The turns of the event loop that this is called on. */
    static Turns of(Vertx vertx) {
        return new ContextTurns(vertx, vertx.getOrCreateContext());
    }
}
