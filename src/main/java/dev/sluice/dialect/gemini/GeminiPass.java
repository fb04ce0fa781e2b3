package dev.sluice.dialect.gemini;

import dev.sluice.dialect.Listener;
import dev.sluice.dialect.ScannedChunk;
import dev.sluice.sse.SseEvent;
import java.util.function.Consumer;

/** One Gemini stream on its way to a caller of the same dialect: its events as they came, and what {@link GeminiScan} sees. */
final class GeminiPass implements Listener {
    private final GeminiScan scan = new GeminiScan();

    @Override
    public void event(SseEvent event, Consumer<ScannedChunk> to) {
        to.accept(scan.scan(event.data()).reworded(GeminiErrors::toOpenAi));
    }

    /** Usage may follow the finish reason, so the stream is over when it ends. */
    @Override
    public boolean over() {
        return false;
    }
}
