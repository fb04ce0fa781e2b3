package dev.sluice.dialect.anthropic;

import dev.sluice.dialect.ChunkParts;
import dev.sluice.dialect.OpenAiChunks;
import dev.sluice.dialect.ProviderError;
import dev.sluice.dialect.ScannedChunk;
import dev.sluice.model.StreamEvent.Chunk;
import dev.sluice.model.Usage;
import dev.sluice.sse.SseEvent;
import dev.sluice.sse.SseParser;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What a stream of chunks tells in all, added up by a tree and nothing else. */
final class Sum {
    final StringBuilder text = new StringBuilder();
    final StringBuilder reasoning = new StringBuilder();
    final TreeMap<Integer, List<String>> calls = new TreeMap<>();
    final List<JsonObject> details = new ArrayList<>();
    final List<ScannedChunk> chunks = new ArrayList<>();
    String finish;
    Usage usage;
    ProviderError error;

    static Sum of(List<Chunk> chunks) {
        Sum sum = new Sum();
        for (Chunk chunk : chunks) sum.add(OpenAiChunks.scan(chunk.json()));
        return sum;
    }

    /** Reads a stream's bytes, cut where {@code split} says. */
    static Sum read(Buffer stream, int... splits) {
        Sum sum = new Sum();
        AnthropicReader reader = new AnthropicReader("m", 1);
        for (SseEvent event : events(stream, splits)) reader.event(event).forEach(sum::add);
        return sum;
    }

    static List<SseEvent> events(Buffer stream, int... splits) {
        List<SseEvent> events = new ArrayList<>();
        SseParser parser = new SseParser(1 << 20, events::add);
        int from = 0;
        for (int to : splits) {
            parser.feed(stream.slice(from, to));
            from = to;
        }
        parser.feed(stream.slice(from, stream.length()));
        return events;
    }

    void add(ScannedChunk scanned) {
        chunks.add(scanned);
        if (scanned.error() != null) error = scanned.error();
        if (scanned.finishReason() != null) finish = scanned.finishReason();
        if (scanned.usage() != null) usage = scanned.usage();
        if (scanned.chunk() == null) return;
        JsonObject json = scanned.chunk().json().toJsonObject();
        ChunkParts parts = ChunkParts.of(json);
        text.append(parts.text());
        reasoning.append(parts.reasoning());
        for (ChunkParts.ToolCallPart part : parts.toolCalls()) {
            List<String> call = calls.computeIfAbsent(part.index(), k -> new ArrayList<>(List.of("", "", "")));
            if (part.id() != null) call.set(0, part.id());
            if (part.name() != null) call.set(1, part.name());
            call.set(2, call.get(2) + part.arguments());
        }
        JsonArray choices = json.getJsonArray("choices");
        if (choices.isEmpty()) return;
        JsonArray more = choices.getJsonObject(0).getJsonObject("delta").getJsonArray("reasoning_details");
        if (more != null) more.forEach(detail -> details.add((JsonObject) detail));
    }

    @Override
    public String toString() {
        return List.of(text, reasoning, calls, String.valueOf(finish), String.valueOf(usage))
                .toString();
    }
}
