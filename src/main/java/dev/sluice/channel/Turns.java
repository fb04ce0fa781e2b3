package dev.sluice.channel;

import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * Where a {@link Loop}'s work waits for its turn: the event loop, or, in a test, a list that is worked off by hand. {@link #later}
 * may be called on any thread; all else belongs to the loop.
 */
interface Turns {
    /** Runs the action on the loop, after what was put there before. */
    void later(Runnable action);

    /** Runs the action once after so many milliseconds, at least 1; yields what {@link #cancel} takes. */
    long once(long millis, Runnable action);

    /** Runs the action every so many milliseconds, at least 1, until it is cancelled. */
    long every(long millis, Runnable action);

    void cancel(long timer);

    /** The turns of the event loop that this is called on. */
    static Turns of(Vertx vertx) {
        Context context = vertx.getOrCreateContext();
        return new Turns() {
            @Override
            public void later(Runnable action) {
                context.runOnContext(v -> action.run());
            }

            @Override
            public long once(long millis, Runnable action) {
                return vertx.setTimer(millis, t -> action.run());
            }

            @Override
            public long every(long millis, Runnable action) {
                return vertx.setPeriodic(millis, t -> action.run());
            }

            @Override
            public void cancel(long timer) {
                vertx.cancelTimer(timer);
            }
        };
    }
}
