package dev.sluice.hub;

import dev.sluice.model.StreamEvent.Chunk;
import dev.sluice.model.StreamEvent.Done;
import java.util.List;

/**
 * A whole answer as it streamed.
 *
 * @param bytes what it weighs
 */
record CachedAnswer(List<Chunk> chunks, Done done, int bytes) {
    CachedAnswer {
        chunks = List.copyOf(chunks);
    }
}
