package dev.sluice.dialect.anthropic;

import dev.sluice.dialect.JsonText;
import dev.sluice.dialect.JsonTree;
import dev.sluice.dialect.ScannedChunk;
import dev.sluice.model.StreamEvent.Chunk;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/**
 * Writes the {@code chat.completion.chunk}s of one answer. What they share is encoded once; bodies of string literals go in as they
 * come. One stream's.
 */
final class ChunkForm {
    private static final Buffer NO_FINISH = Buffer.buffer("},\"finish_reason\":null}]}");
    private static final Buffer CONTENT = Buffer.buffer("\"content\":\"");
    private static final Buffer REASONING = Buffer.buffer("\"reasoning_content\":\"");

    private final long createdSeconds;
    private String model;
    private Buffer head;
    private Buffer delta;

    ChunkForm(String model, long createdSeconds) {
        this.createdSeconds = createdSeconds;
        this.model = model;
        name("msg", null);
    }

    /** @param model null where it stays what it was */
    void name(String id, String model) {
        if (model != null) this.model = model;
        head = Buffer.buffer("{\"id\":")
                .appendBuffer(JsonText.literal(id == null ? "msg" : id))
                .appendString(",\"object\":\"chat.completion.chunk\",\"created\":" + createdSeconds + ",\"model\":")
                .appendBuffer(JsonText.literal(this.model))
                .appendString(",\"choices\":[");
        delta = head.copy().appendString("{\"index\":0,\"delta\":{");
    }

    static ScannedChunk content(Chunk chunk) {
        return new ScannedChunk(chunk, true, null, null, false, null);
    }

    Chunk opening() {
        return opaque(begin(32)
                .appendString("\"role\":\"assistant\",\"content\":\"\"")
                .appendBuffer(NO_FINISH));
    }

    /** The one kind that can be merged with its neighbours. */
    Chunk text(Buffer body) {
        Buffer json = begin(body.length()).appendBuffer(CONTENT);
        int from = json.length();
        json.appendBuffer(body);
        int to = json.length();
        return new Chunk(json.appendString("\"").appendBuffer(NO_FINISH), from, to);
    }

    Chunk thinking(Buffer body) {
        return opaque(begin(body.length())
                .appendBuffer(REASONING)
                .appendBuffer(body)
                .appendString("\"")
                .appendBuffer(NO_FINISH));
    }

    /** The detail that signs a thought: its whole text, of which {@code reasoning_content} has told the pieces. */
    Chunk signature(int index, Buffer textBody, Buffer signatureBody) {
        return opaque(begin(textBody.length() + signatureBody.length() + 160)
                .appendString("\"reasoning_details\":[{\"type\":\"reasoning.text\",\"format\":\"" + Thoughts.FORMAT)
                .appendString("\",\"index\":" + index + ",\"text\":\"")
                .appendBuffer(textBody)
                .appendString("\",\"signature\":\"")
                .appendBuffer(signatureBody)
                .appendString("\"}]")
                .appendBuffer(NO_FINISH));
    }

    Chunk redacted(int index, String data) {
        return opaque(begin(data.length() + 160)
                .appendString(
                        "\"reasoning_details\":[{\"type\":\"reasoning.encrypted\",\"format\":\"" + Thoughts.FORMAT)
                .appendString("\",\"index\":" + index + ",\"data\":")
                .appendBuffer(JsonText.literal(data))
                .appendString("}]")
                .appendBuffer(NO_FINISH));
    }

    Chunk call(int index, String id, String name) {
        return opaque(begin(128)
                .appendString("\"tool_calls\":[{\"index\":" + index + ",\"id\":")
                .appendBuffer(JsonText.literal(id))
                .appendString(",\"type\":\"function\",\"function\":{\"name\":")
                .appendBuffer(JsonText.literal(name))
                .appendString(",\"arguments\":\"\"}}]")
                .appendBuffer(NO_FINISH));
    }

    Chunk arguments(int index, Buffer body) {
        return opaque(begin(body.length() + 64)
                .appendString("\"tool_calls\":[{\"index\":" + index + ",\"function\":{\"arguments\":\"")
                .appendBuffer(body)
                .appendString("\"}}]")
                .appendBuffer(NO_FINISH));
    }

    /** @param sequence the stop sequence that ended it, or null; told as vLLM tells it */
    Chunk finish(String reason, String sequence) {
        Buffer json = begin(32).appendString("},\"finish_reason\":").appendBuffer(JsonText.literal(reason));
        if (sequence != null) json.appendString(",\"stop_reason\":").appendBuffer(JsonText.literal(sequence));
        return opaque(json.appendString("}]}"));
    }

    Chunk usage(JsonObject usage) {
        Buffer json = head.copy().appendString("],\"usage\":").appendBuffer(JsonTree.encode(usage));
        return new Chunk(json.appendString("}"), -1, -1, true);
    }

    private Buffer begin(int more) {
        return Buffer.buffer(delta.length() + more + 64).appendBuffer(delta);
    }

    private static Chunk opaque(Buffer json) {
        return Chunk.opaque(json);
    }
}
