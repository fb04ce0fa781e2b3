package dev.sluice.dialect.anthropic;

import dev.sluice.dialect.ChunkParts;
import dev.sluice.dialect.ChunkParts.ToolCallPart;
import dev.sluice.dialect.JsonText;
import dev.sluice.dialect.JsonTree;
import dev.sluice.dialect.OpenAiChunks;
import dev.sluice.dialect.ProviderError;
import dev.sluice.model.Failure;
import dev.sluice.model.StreamEvent.Chunk;
import dev.sluice.model.Usage;
import dev.sluice.sse.SseEncoder;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * Writes one answer, which comes as OpenAI chunks, as an Anthropic event stream; where it comes as Anthropic's events, these. Each call appends whole events to the caller's
 * buffer, so that what belongs together leaves in one write. One per stream, owned by whoever feeds it.
 *
 * <p>The stream begins with the first chunk and ends once, by {@link #end} or {@link #fail}; whatever comes after that writes
 * nothing. The reason for the end is told by {@link #end} only, as the usage that goes with it follows the last chunk.
 */
public final class AnthropicWriter {
    private static final String STOP = "message_stop";
    private static final Buffer STOPPED = Buffer.buffer("{\"type\":\"message_stop\"}");
    private static final Buffer PING = Buffer.buffer("event: ping\ndata: {\"type\":\"ping\"}\n\n");

    private final String id;
    private final String model;
    private final long inputTokens;
    private final BlockLine blocks;
    private boolean started;
    private boolean ended;
    /** Of a stream that passes: the name of the last event; null where it is translated. */
    private String passed;

    private String finishReason;
    private String sequence;
    private Usage usage;
    private long cacheCreation;

    /**
     * @param messageId   {@code msg_…}
     * @param model       what the answer says it is from
     * @param inputTokens what {@code message_start} says was read: an estimate, as OpenAI tells it at the end only; 0 where there is none
     */
    public AnthropicWriter(String messageId, String model, long inputTokens) {
        this.id = messageId;
        this.model = model;
        this.inputTokens = inputTokens;
        this.blocks = new BlockLine("toolu_" + MessageTurns.fitId(messageId) + "_");
    }

    /** A sign of life, in this dialect a whole event. A new buffer each time. */
    public static Buffer ping() {
        return PING.copy();
    }

    /** Whether the stream was ended, or failed. */
    public boolean ended() {
        return ended;
    }

    /** Appends the events that stand for this chunk; none after the end. */
    public void chunk(Chunk chunk, Buffer out) {
        if (ended) return;
        if (chunk.passed()) {
            passed = chunk.event();
            SseEncoder.appendEvent(out, passed, null, chunk.json());
            return;
        }
        if (chunk.mergeable()) {
            start(out);
            blocks.text(chunk.json().slice(chunk.textFrom(), chunk.textTo()), out);
            return;
        }
        JsonObject json = chunk.json().toJsonObject();
        if (json.getValue("usage") instanceof JsonObject counts) {
            Usage told = OpenAiChunks.usage(chunk.json());
            if (told != null) usage = usage == null ? told : usage.then(told);
            cacheCreation = Math.max(cacheCreation, UsageTally.cacheCreation(counts));
        }
        start(out);
        if (chunk.usageOnly()) return;
        parts(ChunkParts.of(json), first(json), out);
    }

    /**
     * The answer is complete.
     *
     * @param finishReason in OpenAI's words, or null for the one that the chunks told
     * @param usage        the final count, or null for the one that the chunks told
     */
    public void end(String finishReason, Usage usage, Buffer out) {
        if (ended) return;
        if (passed != null) {
            ended = true;
            // Servers leave the last event out, and clients miss it.
            if (!passed.equals(STOP)) event(STOP, STOPPED, out);
            return;
        }
        start(out);
        ended = true;
        blocks.end(out);
        String reason = StopReasons.toMessages(
                finishReason != null ? finishReason : this.finishReason, blocks.calls(), sequence != null);
        Usage counts = usage != null ? usage : this.usage != null ? this.usage : Usage.NONE;
        JsonObject delta = new JsonObject()
                .put("stop_reason", reason)
                .put("stop_sequence", reason.equals("stop_sequence") ? sequence : null);
        JsonObject json = new JsonObject()
                .put("type", "message_delta")
                .put("delta", delta)
                .put("usage", UsageTally.toMessages(counts, cacheCreation));
        event("message_delta", JsonTree.encode(json), out);
        event(STOP, STOPPED, out);
    }

    /** The answer broke. Nothing follows the error, {@code message_stop} least of all. */
    public void fail(Failure failure, Buffer out) {
        fail(AnthropicErrors.body(failure), out);
    }

    /** The same in a provider's words. */
    public void fail(ProviderError error, Buffer out) {
        fail(AnthropicErrors.body(error), out);
    }

    /** The same, as it was worded. @param error an error body, on one line */
    public void fail(Buffer error, Buffer out) {
        if (ended) return;
        ended = true;
        event("error", error, out);
    }

    /** Appends one event, whose data is on one line. */
    static void event(String type, Buffer json, Buffer out) {
        out.appendString("event: ").appendString(type).appendString("\ndata: ");
        out.appendBuffer(json).appendString("\n\n");
    }

    private void parts(ChunkParts parts, JsonObject choice, Buffer out) {
        blocks.thinking(JsonText.body(parts.reasoning()), out);
        if (choice.getValue("delta") instanceof JsonObject delta) details(delta, out);
        blocks.text(JsonText.body(parts.text()), out);
        // A refusal is what the user is told instead of an answer.
        blocks.text(JsonText.body(parts.refusal()), out);
        for (ToolCallPart call : parts.toolCalls()) {
            if (blocks.call(call, out)) continue;
            fail(
                    EventScan.malformed("more arguments for a tool call that was complete")
                            .failure(),
                    out);
            return;
        }
        if (choice.getValue("finish_reason") instanceof String reason && !reason.isEmpty()) finishReason = reason;
        if (choice.getValue("stop_reason") instanceof String stop) sequence = stop;
    }

    private void details(JsonObject delta, Buffer out) {
        if (!(delta.getValue("reasoning_details") instanceof JsonArray details)) return;
        for (Object each : details) {
            if (!(each instanceof JsonObject detail)) continue;
            if (detail.getValue("signature") instanceof String signature && !signature.isEmpty())
                blocks.signature(detail.getValue("text") instanceof String text ? text : "", signature, out);
            else if (detail.getValue("data") instanceof String data) blocks.redacted(data, out);
        }
    }

    private void start(Buffer out) {
        if (started) return;
        started = true;
        Usage known = usage != null ? usage : new Usage(inputTokens, 0, 0, 0);
        JsonObject message = new JsonObject()
                .put("id", id)
                .put("type", "message")
                .put("role", "assistant")
                .put("model", model)
                .put("content", new JsonArray())
                .putNull("stop_reason")
                .putNull("stop_sequence")
                .put("usage", UsageTally.toMessages(known, cacheCreation));
        JsonObject json = new JsonObject().put("type", "message_start").put("message", message);
        event("message_start", JsonTree.encode(json), out);
    }

    private static JsonObject first(JsonObject chunk) {
        if (chunk.getValue("choices") instanceof JsonArray choices)
            for (Object each : choices)
                if (each instanceof JsonObject choice
                        && (!(choice.getValue("index") instanceof Number index) || index.longValue() == 0))
                    return choice;
        return new JsonObject();
    }
}
