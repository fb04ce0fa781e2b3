package dev.sluice.edge.face;

import dev.sluice.model.FailureException;
import io.vertx.core.buffer.Buffer;

/** One dialect at the door. Stateless; any thread. */
public interface Face {
    /**
     * Reads a request.
     *
     * @param call the part of the path that says what is asked, where the dialect has one (Gemini's {@code model:method}), or null
     * @param body as it came
     * @throws FailureException naming the field, what came and what was expected
     */
    Asking read(String call, Buffer body);

    /** The HTTP status and the body of a failure. */
    Told failure(FailureException cause);

    /** @param status HTTP's @param body JSON */
    record Told(int status, Buffer body) {}
}
