package dev.sluice.dialect.gemini;

import dev.sluice.dialect.ScannedChunk;
import dev.sluice.model.Usage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** What a stream of OpenAI's chunks says in all, read the slow way. */
final class Summary {
    final StringBuilder text = new StringBuilder();
    final StringBuilder reasoning = new StringBuilder();
    /** {@code {"id","name","args"}} each; while they are collected, args is a text. */
    final JsonArray calls = new JsonArray();

    String finish;
    Usage usage;

    static Summary of(List<ScannedChunk> chunks) {
        Summary all = new Summary();
        for (ScannedChunk chunk : chunks) all.add(chunk);
        for (Object each : all.calls) {
            JsonObject call = (JsonObject) each;
            call.put("args", new JsonObject(call.getString("args")));
        }
        return all;
    }

    private void add(ScannedChunk scanned) {
        if (scanned.usage() != null) usage = scanned.usage();
        if (scanned.finishReason() != null) finish = scanned.finishReason();
        if (scanned.chunk() == null) return;
        if (scanned.chunk().mergeable()) {
            int from = scanned.chunk().textFrom();
            String literal =
                    scanned.chunk().json().getString(from - 1, scanned.chunk().textTo() + 1);
            text.append(new JsonArray("[" + literal + "]").getString(0));
            return;
        }
        JsonArray choices = new JsonObject(scanned.chunk().json()).getJsonArray("choices");
        if (choices.isEmpty()) return;
        JsonObject delta = choices.getJsonObject(0).getJsonObject("delta");
        text.append(delta.getString("content", ""));
        reasoning.append(delta.getString("reasoning_content", ""));
        for (Object each : delta.getJsonArray("tool_calls", new JsonArray())) call((JsonObject) each);
    }

    private void call(JsonObject piece) {
        JsonObject function = piece.getJsonObject("function");
        int index = piece.getInteger("index");
        if (index == calls.size())
            calls.add(new JsonObject()
                    .put("id", piece.getString("id"))
                    .put("name", function.getString("name"))
                    .put("args", ""));
        JsonObject call = calls.getJsonObject(index);
        call.put("args", call.getString("args") + function.getString("arguments"));
    }

    @Override
    public String toString() {
        return text + "\n" + reasoning + "\n" + calls.encode() + "\n" + finish + "\n" + usage;
    }
}
