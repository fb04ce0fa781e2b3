package dev.sluice.hub;

import dev.sluice.admission.ChatTokens;
import dev.sluice.dialect.ChatRequest;
import dev.sluice.dialect.ChunkParts;
import dev.sluice.dialect.ChunkParts.ToolCallPart;
import dev.sluice.dialect.PassedText;
import dev.sluice.dialect.ScannedChunk;
import dev.sluice.model.StreamEvent.Chunk;
import dev.sluice.model.Usage;
import java.util.ArrayList;
import java.util.List;

/**
 * What one streamed answer used: what its provider told, and where that did not come, since the caller left or the provider never
 * says, what was really said. For that it remembers the first chunks, and counts them only if it must; what is beyond them has as many
 * tokens for its bytes as they have. Belongs to the answer's lane.
 */
final class AnswerMeter {
    /** Of chunks remembered: some forty of the usual size. */
    private static final int SAMPLE_BYTES = 8 * 1024;
    /** A snapshot may come as one chunk. */
    private static final int COUNTED_CHARS = 8_000;

    /** How the answer ended. */
    enum End {
        COMPLETE,
        LEFT,
        FAILED
    }

    private final Quotas quotas;
    private final ChatRequest request;
    private final List<Chunk> sample = new ArrayList<>();
    private long sampleBytes;
    private long bytes;
    private Usage told;

    AnswerMeter(Quotas quotas, ChatRequest request) {
        this.quotas = quotas;
        this.request = request;
    }

    void heard(ScannedChunk scanned) {
        if (scanned.usage() != null) told = told == null ? scanned.usage() : told.then(scanned.usage());
        Chunk chunk = scanned.chunk();
        if (!scanned.content() || chunk == null) return;
        bytes += chunk.json().length();
        if (sampleBytes >= SAMPLE_BYTES) return;
        sampleBytes += chunk.json().length();
        sample.add(chunk);
    }

    /** As the provider told so far, or null. */
    Usage told() {
        return told;
    }

    /** @param asked whether the request went out to a provider */
    Usage used(End end, boolean asked) {
        if (!asked) return Usage.NONE;
        if (end == End.COMPLETE && told != null) return told;
        // Refused or broken before it said anything: nobody bills that.
        if (end == End.FAILED && bytes == 0) return told == null ? Usage.NONE : told;
        // Providers that count as they go have told the prompt, and of the answer no more than its beginning.
        Usage known = told == null ? Usage.NONE : told;
        long prompt = known.promptTokens() > 0
                ? known.promptTokens()
                : Charge.prompt(quotas, request).promptTokens();
        long answer = Math.max(known.completionTokens(), heardTokens());
        return new Usage(prompt, answer, known.cachedTokens(), known.reasoningTokens());
    }

    private long heardTokens() {
        if (bytes == 0) return 0;
        StringBuilder text = new StringBuilder();
        for (Chunk chunk : sample) {
            if (chunk.passed()) PassedText.append(chunk, text);
            else append(ChunkParts.of(chunk), text);
        }
        return Math.max(1, Math.round(tokens(text) * ((double) bytes / sampleBytes)));
    }

    private static void append(ChunkParts parts, StringBuilder text) {
        text.append(parts.text()).append(parts.reasoning()).append(parts.refusal());
        for (ToolCallPart call : parts.toolCalls()) {
            if (call.name() != null) text.append(call.name());
            text.append(call.arguments());
        }
    }

    private double tokens(StringBuilder text) {
        String counted = text.substring(0, Math.min(text.length(), COUNTED_CHARS));
        long tokens = counted.isEmpty() ? 0 : quotas.tokenizer().count(counted);
        if (tokens < 0) tokens = ChatTokens.byBytes(counted.length());
        return counted.isEmpty() ? 0 : tokens * ((double) text.length() / counted.length());
    }
}
