package dev.sluice.hub;

import dev.sluice.log.StreamLog;
import dev.sluice.model.Frame;
import dev.sluice.model.StreamEvent.Chunk;
import dev.sluice.model.StreamEvent.Done;
import java.util.ArrayList;
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

    /** Of a log that still holds every event; null of others, which are not worth a guess. */
    static CachedAnswer of(StreamLog log, Done done) {
        if (log.first() > 1) return null;
        List<Frame> frames = new ArrayList<>();
        log.read(0, Integer.MAX_VALUE, Integer.MAX_VALUE, frames);
        List<Chunk> chunks = new ArrayList<>(frames.size());
        int bytes = 0;
        for (Frame frame : frames)
            if (frame.event() instanceof Chunk chunk) {
                chunks.add(chunk);
                bytes += chunk.bytes();
            }
        return new CachedAnswer(chunks, done, bytes);
    }
}
