package dev.sluice.hub;

import dev.sluice.upstream.JsonAnswer;
import io.vertx.core.Future;

/** A request whose answer does not stream, as its caller sees it. Belongs to the caller's loop. */
public interface Asked {
    /** Fails with a {@code FailureException}; never completes after {@link #cancel}. */
    Future<JsonAnswer> answer();

    /** The caller is gone. Idempotent. */
    void cancel();

    /** Where it comes from, as far as is known: for sure once it is there. */
    Supply.Kind kind();

    /** An answer that was kept. */
    record Kept(JsonAnswer kept) implements Asked {
        @Override
        public Future<JsonAnswer> answer() {
            return Future.succeededFuture(kept);
        }

        @Override
        public void cancel() {}

        @Override
        public Supply.Kind kind() {
            return Supply.Kind.CACHED;
        }
    }
}
