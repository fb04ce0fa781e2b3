package dev.sluice.dialect.gemini;

import dev.sluice.dialect.JsonText;
import dev.sluice.dialect.JsonTree;
import dev.sluice.dialect.ScannedChunk;
import dev.sluice.model.StreamEvent.Chunk;
import dev.sluice.model.Usage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** Writes the {@code chat.completion.chunk} objects of one answer, each with what a scan of it would say. Immutable. */
final class ChunkForm {
    private static final String OPEN = "\"delta\":{\"content\":\"";
    private static final String CLOSE = "\"},\"finish_reason\":null}]}";

    private final Buffer prefix;

    ChunkForm(String id, long createdSeconds, String model) {
        prefix = Buffer.buffer("{\"id\":")
                .appendBuffer(JsonText.literal(id))
                .appendString(",\"object\":\"chat.completion.chunk\",\"created\":" + createdSeconds + ",\"model\":")
                .appendBuffer(JsonText.literal(model))
                .appendString(",\"choices\":[");
    }

    /** A text delta, which may be merged with its neighbours where it is choice 0's. */
    ScannedChunk text(int choice, String text) {
        Buffer body = JsonText.body(text);
        Buffer json = begin(choice, body.length()).appendString(OPEN);
        int from = json.length();
        json.appendBuffer(body).appendString(CLOSE);
        Chunk chunk = choice == 0 ? new Chunk(json, from, from + body.length()) : Chunk.opaque(json);
        return new ScannedChunk(chunk, true, null, null, false, null);
    }

    /**
     * @param content  whether the delta carries something to read
     * @param finish   OpenAI's reason, or null
     * @param logprobs OpenAI's, or null
     */
    ScannedChunk delta(int choice, JsonObject delta, boolean content, String finish, JsonObject logprobs) {
        Buffer json = begin(choice, 0).appendString("\"delta\":").appendBuffer(JsonTree.encode(delta));
        if (logprobs != null) json.appendString(",\"logprobs\":").appendBuffer(JsonTree.encode(logprobs));
        json.appendString(",\"finish_reason\":")
                .appendBuffer(JsonText.literal(finish))
                .appendString("}]}");
        return new ScannedChunk(Chunk.opaque(json), content, choice == 0 ? finish : null, null, false, null);
    }

    /** The chunk without choices that {@code include_usage} asks for. */
    ScannedChunk usage(Usage usage) {
        Buffer json = prefix.copy()
                .appendString("],\"usage\":")
                .appendBuffer(JsonTree.encode(UsageMetadata.openAi(usage)))
                .appendString("}");
        return new ScannedChunk(new Chunk(json, -1, -1, true), false, null, usage, true, null);
    }

    private Buffer begin(int choice, int bytes) {
        return Buffer.buffer(prefix.length() + bytes + 96)
                .appendBuffer(prefix)
                .appendString("{\"index\":" + choice + ",");
    }
}
