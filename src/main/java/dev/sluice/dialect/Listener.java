package dev.sluice.dialect;

import dev.sluice.sse.SseEvent;
import java.util.function.Consumer;

/** Listens to one stream of a provider. Owned by whoever reads the stream. */
public interface Listener {
    /**
     * Yields what an event says; nothing, one chunk, or several.
     *
     * @throws dev.sluice.model.FailureException {@code upstream_malformed}
     */
    void event(SseEvent event, Consumer<ScannedChunk> to);

    /** Whether the dialect's terminal marker was read: nothing more is to be expected. */
    boolean over();
}
