package dev.sluice.dialect;

import dev.sluice.dialect.ChunkParts.ToolCallPart;
import dev.sluice.model.Frame;
import dev.sluice.model.StreamEvent.Chunk;
import dev.sluice.model.StreamEvent.Start;
import dev.sluice.model.TabId;
import dev.sluice.model.Transcript;
import dev.sluice.model.Usage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Sums OpenAI chunks up. The text of pure deltas is joined as the literal bodies that came, without decoding; other chunks are
 * taken apart. Never changes the transcript that it is given. Any thread.
 */
public final class OpenAiFold implements Transcript.Fold {
    @Override
    public Transcript fold(Transcript base, Iterable<Frame> frames) {
        long seq = base.seq();
        String model = base.model();
        TabId tab = base.tab();
        Buffer text = base.text().copy();
        Buffer reasoning = base.reasoning().copy();
        JsonArray toolCalls = base.toolCalls() == null ? null : base.toolCalls().copy();
        for (Frame frame : frames) {
            seq = frame.seq();
            if (frame.event() instanceof Start start) {
                model = start.model();
                tab = start.tab();
            } else if (frame.event() instanceof Chunk chunk && chunk.mergeable()) {
                text.appendBuffer(chunk.json(), chunk.textFrom(), chunk.textTo() - chunk.textFrom());
            } else if (frame.event() instanceof Chunk chunk) {
                ChunkParts parts = ChunkParts.of(chunk);
                // A refusal is what the user is told instead of an answer.
                text.appendBuffer(JsonText.body(parts.text())).appendBuffer(JsonText.body(parts.refusal()));
                reasoning.appendBuffer(JsonText.body(parts.reasoning()));
                for (ToolCallPart part : parts.toolCalls()) {
                    if (toolCalls == null) toolCalls = new JsonArray();
                    add(toolCalls, part);
                }
            }
        }
        return new Transcript(seq, model, tab, text, reasoning, toolCalls);
    }

    /**
     * One chunk that says all of a transcript.
     *
     * @param like a chunk of the same answer, whose id, time and model it takes, or null
     */
    public static Chunk whole(Transcript said, Chunk like) {
        JsonObject head = head(like);
        if (head.getValue("model") == null) head.put("model", said.model());
        Buffer out = open(head, said.text().length() + said.reasoning().length() + 160);
        // The texts are the bodies of literals already, and may hold half a surrogate pair that no encoder would take.
        out.appendString(",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"");
        out.appendBuffer(said.text()).appendString("\"");
        if (said.reasoning().length() > 0)
            out.appendString(",\"reasoning_content\":\"")
                    .appendBuffer(said.reasoning())
                    .appendString("\"");
        if (said.toolCalls() != null)
            out.appendString(",\"tool_calls\":").appendString(said.toolCalls().encode());
        return Chunk.opaque(out.appendString("},\"finish_reason\":null}]}"));
    }

    /** The chunk that says why an answer ended, where the one that did is part of a transcript. @param like as for {@link #whole} */
    public static Chunk end(String finishReason, Chunk like) {
        Buffer out = open(head(like), 80)
                .appendString(",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":")
                .appendBuffer(JsonText.literal(finishReason));
        return Chunk.opaque(out.appendString("}]}"));
    }

    /** Likewise the extra one that holds the usage alone. */
    public static Chunk usage(Usage usage, Chunk like) {
        JsonObject counts = new JsonObject()
                .put("prompt_tokens", usage.promptTokens())
                .put("completion_tokens", usage.completionTokens())
                .put("total_tokens", usage.totalTokens())
                .put("prompt_tokens_details", new JsonObject().put("cached_tokens", usage.cachedTokens()))
                .put("completion_tokens_details", new JsonObject().put("reasoning_tokens", usage.reasoningTokens()));
        Buffer out = open(head(like), 200).appendString(",\"choices\":[],\"usage\":");
        return new Chunk(out.appendString(counts.encode()).appendString("}"), -1, -1, true);
    }

    /** What all chunks of an answer have. */
    private static JsonObject head(Chunk like) {
        JsonObject head = like == null ? new JsonObject() : new JsonObject(like.json());
        head.put("object", head.getValue("object", "chat.completion.chunk"));
        for (String member : List.of("choices", "usage", "obfuscation")) head.remove(member);
        return head;
    }

    /** An object that its members follow. @param more how many bytes they are, about */
    private static Buffer open(JsonObject head, int more) {
        String text = head.encode();
        return Buffer.buffer(text.length() + more).appendString(text.substring(0, text.length() - 1));
    }

    private static void add(JsonArray calls, ToolCallPart part) {
        JsonObject call = null;
        for (Object each : calls)
            if (each instanceof JsonObject known && known.getInteger("index") == part.index()) call = known;
        if (call == null) {
            call = new JsonObject()
                    .put("index", part.index())
                    .put("id", part.id())
                    .put("type", "function")
                    .put("function", new JsonObject().put("name", part.name()).put("arguments", ""));
            calls.add(call);
        }
        JsonObject function = call.getJsonObject("function");
        if (call.getString("id") == null) call.put("id", part.id());
        if (function.getString("name") == null) function.put("name", part.name());
        function.put("arguments", function.getString("arguments") + part.arguments());
    }
}
