package dev.sluice.dialect;

import dev.sluice.dialect.ChunkParts.ToolCallPart;
import dev.sluice.model.Frame;
import dev.sluice.model.StreamEvent.Chunk;
import dev.sluice.model.StreamEvent.Start;
import dev.sluice.model.TabId;
import dev.sluice.model.Transcript;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

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
            if (frame.mergeable()) {
                frame.appendText(text);
            } else if (frame.event() instanceof Start start) {
                model = start.model();
                tab = start.tab();
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
