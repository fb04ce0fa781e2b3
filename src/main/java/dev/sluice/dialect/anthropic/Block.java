package dev.sluice.dialect.anthropic;

import dev.sluice.dialect.JsonText;
import io.vertx.core.buffer.Buffer;

/**
 * One content block that is being written: what opens it, and what it has been given while it had to wait for its turn. Mutable;
 * owned by its {@link BlockLine}.
 */
final class Block {
    enum Kind {
        TEXT("text_delta", "text"),
        THINKING("thinking_delta", "thinking"),
        REDACTED(null, null),
        TOOL("input_json_delta", "partial_json");

        private final String delta;
        private final String member;

        Kind(String delta, String member) {
            this.delta = delta;
            this.member = member;
        }
    }

    final Kind kind;
    final Balance balance = new Balance();
    final Buffer held = Buffer.buffer(0);
    /** A tool's id and name; of sealed thoughts, the data as id. */
    String id;

    String name;
    /** The body of a literal. */
    Buffer signature;

    /** Whether it was given anything, held or written. */
    boolean filled;

    boolean closed;

    Block(Kind kind) {
        this.kind = kind;
    }

    /** Whether the next block may begin: a call whose arguments are not complete may go on after others. */
    boolean mayClose() {
        return kind != Kind.TOOL || balance.complete();
    }

    boolean mayOpen() {
        return kind != Kind.TOOL || name != null;
    }

    /** @param fallbackId for a tool whose provider gave it none */
    void start(int index, String fallbackId, Buffer out) {
        Buffer json = Buffer.buffer("{\"type\":\"content_block_start\",\"index\":" + index + ",\"content_block\":");
        switch (kind) {
            case TEXT -> json.appendString("{\"type\":\"text\",\"text\":\"\"}");
            case THINKING -> json.appendString("{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}");
            case REDACTED ->
                json.appendString("{\"type\":\"redacted_thinking\",\"data\":")
                        .appendBuffer(JsonText.literal(id))
                        .appendString("}");
            case TOOL ->
                json.appendString("{\"type\":\"tool_use\",\"id\":")
                        .appendBuffer(JsonText.literal(id == null ? fallbackId : id))
                        .appendString(",\"name\":")
                        .appendBuffer(JsonText.literal(name == null ? "" : name))
                        .appendString(",\"input\":{}}");
        }
        AnthropicWriter.event("content_block_start", json.appendString("}"), out);
    }

    /** @param body of a string literal; nothing is written where it is empty */
    void delta(int index, Buffer body, Buffer out) {
        if (body.length() > 0) delta(index, kind.delta, kind.member, body, out);
    }

    void stop(int index, Buffer out) {
        if (signature != null) delta(index, "signature_delta", "signature", signature, out);
        closed = true;
        AnthropicWriter.event(
                "content_block_stop", Buffer.buffer("{\"type\":\"content_block_stop\",\"index\":" + index + "}"), out);
    }

    private static void delta(int index, String type, String member, Buffer body, Buffer out) {
        Buffer json = Buffer.buffer(body.length() + 112)
                .appendString("{\"type\":\"content_block_delta\",\"index\":" + index + ",\"delta\":{\"type\":\"" + type)
                .appendString("\",\"" + member + "\":\"")
                .appendBuffer(body)
                .appendString("\"}}");
        AnthropicWriter.event("content_block_delta", json, out);
    }
}
