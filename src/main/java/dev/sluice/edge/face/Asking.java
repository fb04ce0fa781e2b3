package dev.sluice.edge.face;

import dev.sluice.dialect.OpenAiRequest;
import io.vertx.core.buffer.Buffer;

/**
 * One request that a face has read, and how its caller wants to be answered. Belongs to whoever serves it.
 */
public interface Asking {
    OpenAiRequest request();

    /** Whether the answer is to be streamed. */
    boolean stream();

    /** Writes the streamed answer; a new one for the one answer. */
    AnswerWriter writer();

    /** A whole {@code chat.completion} as the caller's dialect says it. */
    Buffer whole(Buffer completion);
}
