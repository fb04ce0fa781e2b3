package dev.sluice.upstream;

import io.vertx.core.Future;

/** One request that does not stream. The future fails with a {@code FailureException}; after {@code cancel} it never completes. */
public interface JsonCall {
    /** The provider's answer; completes on the loop that sent the request. */
    Future<JsonAnswer> answer();

    /** Ends the call and closes its connection, so that the provider stops. Idempotent. */
    void cancel();

    /** How far it came, also once it has ended. */
    CallTrail trail();
}
