package dev.sluice.channel;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/**
 * Brings what completes elsewhere to the loop on which it is waited for: a response is written on its request's loop alone. Another
 * loop's future calls its listeners there, even when it was complete before they came. Any thread.
 */
public final class Hop {
    private Hop() {}

    /** The outcome, on the loop that this is called on; away from any, where it happens to come. */
    public static <T> Future<T> back(Future<T> elsewhere) {
        Context caller = Vertx.currentContext();
        return caller == null ? elsewhere : to(caller, elsewhere);
    }

    /** The outcome, on that loop; where it is there already, at once. */
    public static <T> Future<T> to(Context loop, Future<T> elsewhere) {
        if (elsewhere.succeeded()) return Future.succeededFuture(elsewhere.result());
        if (elsewhere.failed()) return Future.failedFuture(elsewhere.cause());
        Promise<T> there = Promise.promise();
        elsewhere.onComplete(done -> loop.runOnContext(v -> there.handle(done)));
        return there.future();
    }
}
