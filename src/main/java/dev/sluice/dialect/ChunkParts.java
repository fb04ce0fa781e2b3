package dev.sluice.dialect;

import dev.sluice.model.StreamEvent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * What one chunk adds to the answer of choice 0, taken apart: for snapshots, where chunks that may not be merged must
 * be summed up. Builds a tree; a mergeable chunk's text is cheaper by its literal body.
 *
 * @param text      {@code delta.content}, {@code ""} where there is none. Half a surrogate pair is kept as it is, as
 *                  the other half may come with the next chunk: write the sum with {@link JsonText}
 * @param reasoning {@code delta.reasoning_content}, or {@code delta.reasoning}
 * @param refusal   {@code delta.refusal}
 * @param toolCalls fragments of tool calls, in the order that they came; those with the same index belong together
 */
public record ChunkParts(String text, String reasoning, String refusal, List<ToolCallPart> toolCalls) {
    /** Of a chunk that adds nothing. */
    public static final ChunkParts NONE = new ChunkParts("", "", "", List.of());

    /**
     * A piece of one tool call.
     *
     * @param index     which call of the answer
     * @param id        the call's id, or null: only its first piece has one
     * @param name      the function's name, or null: only the first piece has one
     * @param arguments a piece of the arguments' JSON text, to be appended; {@code ""} where there is none
     */
    public record ToolCallPart(int index, String id, String name, String arguments) {}

    /** Never fails: what is not there, or has another shape, is nothing. */
    public static ChunkParts of(StreamEvent.Chunk chunk) {
        return of(chunk.json());
    }

    static ChunkParts of(Buffer json) {
        try {
            return of(new JsonObject(json));
        } catch (DecodeException e) {
            return NONE;
        }
    }

    /** The same of a chunk whose tree is there already. */
    public static ChunkParts of(JsonObject chunk) {
        JsonObject delta = delta(chunk);
        if (delta == null) return NONE;
        String reasoning = string(delta.getValue("reasoning_content"));
        return new ChunkParts(
                content(delta.getValue("content")),
                reasoning.isEmpty() ? string(delta.getValue("reasoning")) : reasoning,
                string(delta.getValue("refusal")),
                toolCalls(delta.getValue("tool_calls")));
    }

    private static JsonObject delta(JsonObject chunk) {
        if (!(chunk.getValue("choices") instanceof JsonArray choices)) return null;
        for (Object each : choices) {
            if (!(each instanceof JsonObject choice)) continue;
            Object index = choice.getValue("index");
            boolean first = index == null || index instanceof Number number && number.longValue() == 0;
            if (first && choice.getValue("delta") instanceof JsonObject delta) return delta;
        }
        return null;
    }

    /** Text, or a list of typed parts (Mistral), of which only text is text. */
    private static String content(Object content) {
        if (!(content instanceof JsonArray parts)) return string(content);
        StringBuilder text = new StringBuilder();
        for (Object part : parts) if (part instanceof JsonObject object) text.append(string(object.getValue("text")));
        return text.toString();
    }

    private static List<ToolCallPart> toolCalls(Object value) {
        if (!(value instanceof JsonArray calls)) return List.of();
        List<ToolCallPart> parts = new ArrayList<>(calls.size());
        for (Object each : calls) {
            if (!(each instanceof JsonObject call)) continue;
            int index = call.getValue("index") instanceof Number number ? number.intValue() : 0;
            JsonObject function = call.getValue("function") instanceof JsonObject f ? f : new JsonObject();
            parts.add(new ToolCallPart(
                    index,
                    call.getValue("id") instanceof String id ? id : null,
                    function.getValue("name") instanceof String name ? name : null,
                    string(function.getValue("arguments"))));
        }
        return List.copyOf(parts);
    }

    private static String string(Object value) {
        return value instanceof String text ? text : "";
    }
}
