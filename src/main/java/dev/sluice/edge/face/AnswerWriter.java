package dev.sluice.edge.face;

import dev.sluice.model.FailureException;
import dev.sluice.model.StreamEvent.Chunk;
import dev.sluice.model.StreamEvent.Done;
import io.vertx.core.buffer.Buffer;

/** Writes one streamed answer in a dialect. Each call appends whole events; {@code done} or {@code failed} comes once and last. */
public interface AnswerWriter {
    /** Of the whole response. */
    String contentType();

    /** Appends what stands for this chunk. */
    void chunk(Chunk chunk, Buffer out);

    /** Appends the answer's end. */
    void done(Done done, Buffer out);

    /** The answer broke after its head was sent: clients take a clean end for success, so it is told in band. */
    void failed(FailureException cause, Buffer out);

    /**
     * A sign of life while the request waits for its permit. Says where it stands, where the dialect has room for that.
     *
     * @param position  1 is next
     * @param etaMillis when it is likely to start, or -1
     */
    default Buffer queued(int position, long etaMillis) {
        return heartbeat();
    }

    /** A sign of life, which clients pass over. A new buffer each time. */
    Buffer heartbeat();
}
