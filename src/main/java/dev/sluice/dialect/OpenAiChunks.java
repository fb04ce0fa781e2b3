package dev.sluice.dialect;

import io.vertx.core.buffer.Buffer;

/** Reads OpenAI {@code chat.completion.chunk} events without building a tree. */
public final class OpenAiChunks {
    private OpenAiChunks() {}

    /** The data of the event that ends a stream. */
    public static boolean isDone(Buffer data) {
        throw new UnsupportedOperationException();
    }

    /**
     * @param data one event's data
     * @throws dev.sluice.model.FailureException {@code upstream_malformed} where it is not a JSON object
     */
    public static ScannedChunk scan(Buffer data) {
        throw new UnsupportedOperationException();
    }

    public static Buffer merged(dev.sluice.model.StreamEvent.Chunk last, Buffer text) {
        throw new UnsupportedOperationException();
    }
}
