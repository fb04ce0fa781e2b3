package dev.sluice.edge.face;

import dev.sluice.dialect.ChatRequest;
import io.vertx.core.buffer.Buffer;

/**
 * One request that a face has read, and how its caller wants to be answered. Belongs to whoever serves it.
 */
public interface Asking {
    /** What is asked. */
    ChatRequest request();

    /** Writes the streamed answer, whichever way it comes: as OpenAI's chunks, or in the caller's dialect. A new one for the one answer. */
    AnswerWriter writer();

    /** A whole {@code chat.completion} as the caller's dialect says it; not for one that passes. */
    Buffer whole(Buffer completion);
}
