package dev.sluice.upstream;

import dev.sluice.sse.SseEvent;
import dev.sluice.sse.SseParser;
import java.nio.charset.StandardCharsets;

/**
 * Events as an SSE source means them. The standard lets an event without an {@code id:} line inherit the last one; such an event has
 * no id of its own, and must not be taken for a repetition of the one before. Belongs to its call's loop.
 */
final class SourceEvents implements SseParser.Handler {
    private final SourceStream stream;
    private String last = "";

    SourceEvents(SourceStream stream) {
        this.stream = stream;
    }

    @Override
    public void event(SseEvent event) {
        String id = event.lastEventId().equals(last) ? null : event.lastEventId();
        last = event.lastEventId();
        stream.event(event.type(), id, event.data().toString(StandardCharsets.UTF_8));
    }

    @Override
    public void retry(long millis) {
        stream.retry(millis);
    }
}
