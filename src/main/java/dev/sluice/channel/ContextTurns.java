package dev.sluice.channel;

import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** The turns and timers of one event loop. {@link #later} may be called on any thread; all else belongs to the loop. */
public class ContextTurns implements Turns {
    private final Vertx vertx;
    private final Context context;

    /** @param context of the event loop that they are of */
    public ContextTurns(Vertx vertx, Context context) {
        this.vertx = vertx;
        this.context = context;
    }

    @Override
    public final void later(Runnable action) {
        context.runOnContext(v -> action.run());
    }

    @Override
    public final long once(long millis, Runnable action) {
        return vertx.setTimer(millis, t -> action.run());
    }

    @Override
    public final long every(long millis, Runnable action) {
        return vertx.setPeriodic(millis, t -> action.run());
    }

    @Override
    public final void cancel(long timer) {
        vertx.cancelTimer(timer);
    }
}
