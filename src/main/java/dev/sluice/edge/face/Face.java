package dev.sluice.edge.face;

import dev.sluice.admission.RateState;
import dev.sluice.model.FailureException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;

/** One dialect at the door. Stateless; any thread. */
public interface Face {
    /**
     * Reads a request.
     *
     * @param call the part of the path that says what is asked, where the dialect has one (Gemini's {@code model:method}), or null
     * @param head of the request; some dialects say something there that goes with the body
     * @param body as it came
     * @throws FailureException naming the field, what came and what was expected
     */
    Asking read(String call, MultiMap head, Buffer body);

    /** The HTTP status and the body of a failure. */
    Told failure(FailureException cause);

    /** Says in the answer's head how the caller's limits stand, where the dialect has words for it. */
    default void limits(RateState state, Instant now, MultiMap head) {}

    /**
     * @param status HTTP's
     * @param body   JSON
     */
    record Told(int status, Buffer body) {}
}
