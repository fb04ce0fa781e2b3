package dev.sluice.dialect.gemini;

import dev.sluice.dialect.ProviderError;
import dev.sluice.dialect.ScannedChunk;
import dev.sluice.model.FailureException;
import dev.sluice.model.StreamEvent.Chunk;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Looks at the events of a stream that passes through to a caller of the same dialect, without building a tree: what commits
 * the attempt, what ends it, what it cost. Chunks hold the event as it came; they are Gemini's, not OpenAI's.
 *
 * <p>One per stream; owned by whoever reads the stream, one thread at a time.
 */
public final class GeminiScan {
    private final Map<Integer, Boolean> finished = new HashMap<>();
    private boolean calls;

    /**
     * Scans one event's data. It is kept as the chunk's JSON, not copied: it must not change afterwards.
     *
     * @return finishReason is candidate 0's in OpenAI's words; the chunk is null only where an error comes without content
     * @throws FailureException {@code upstream_malformed} where it is not a GenerateContentResponse
     */
    public ScannedChunk scan(Buffer data) {
        EventScan event;
        try {
            event = EventScan.of(data);
        } catch (IOException e) {
            throw AnswerPart.malformed("that is not a GenerateContentResponse");
        }
        calls |= event.calls;
        String finish = null;
        for (Map.Entry<Integer, String> candidate : event.candidates.entrySet()) {
            boolean ends = !candidate.getValue().isEmpty();
            finished.merge(candidate.getKey(), ends, Boolean::logicalOr);
            if (ends && candidate.getKey() == 0) finish = FinishReasons.toOpenAi(candidate.getValue(), calls);
        }
        if (event.blocked && finished.isEmpty()) {
            finished.put(0, true);
            finish = "content_filter";
        }
        ProviderError error = event.error ? GeminiErrors.read(data) : null;
        if (event.error && error == null) error = new ProviderError(null, null, null, null);
        Chunk chunk = error != null && !event.content ? null : Chunk.passed("", data);
        return new ScannedChunk(chunk, event.content, finish, event.usage, false, error);
    }

    /** Whether the answer has come to its end: each candidate that was seen has said why it stopped. */
    public boolean finished() {
        return !finished.isEmpty() && !finished.containsValue(false);
    }
}
