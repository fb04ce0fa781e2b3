package dev.sluice.hub.cluster;

import dev.sluice.channel.ContextTurns;
import dev.sluice.channel.Hop;
import dev.sluice.channel.Turns;
import dev.sluice.model.Time;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;

/** Where the cluster's work is done. A seam: a test works its turns and timers off by hand. */
interface ClusterLoop extends Turns {
    Time time();

    /** Runs the work on the loop; the future completes on the caller's context. Any thread. */
    default <T> Future<T> ask(Callable<Future<T>> work) {
        Promise<T> promise = Promise.promise();
        later(() -> {
            Future<T> done;
            try {
                done = work.call();
            } catch (Exception broken) {
                done = Future.failedFuture(broken);
            }
            done.onComplete(promise);
        });
        return Hop.back(promise.future());
    }

    /** The loop of that context. */
    static ClusterLoop of(Vertx vertx, Context context, Time time) {
        return new OfContext(vertx, context, time);
    }

    /** A real one. */
    final class OfContext extends ContextTurns implements ClusterLoop {
        private final Time time;

        private OfContext(Vertx vertx, Context context, Time time) {
            super(vertx, context);
            this.time = time;
        }

        @Override
        public Time time() {
            return time;
        }
    }
}
