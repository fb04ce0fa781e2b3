package dev.sluice.dialect.gemini;

import dev.sluice.dialect.JsonText;
import dev.sluice.dialect.JsonTree;
import dev.sluice.model.Usage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Writes {@code GenerateContentResponse} objects of one answer. Immutable. */
final class GeminiForm {
    private static final Buffer OPEN = Buffer.buffer("{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"");
    private static final Buffer CLOSE = Buffer.buffer("\"}],\"role\":\"model\"},\"index\":0}]");

    private final Buffer suffix;

    GeminiForm(String responseId, String model) {
        suffix = Buffer.buffer(",\"modelVersion\":")
                .appendBuffer(JsonText.literal(model))
                .appendString(",\"responseId\":")
                .appendBuffer(JsonText.literal(responseId))
                .appendString("}");
    }

    /** One text part of candidate 0, its literal's body as it came: bytes {@code from} to {@code to} of the chunk. */
    Buffer text(Buffer chunk, int from, int to) {
        return Buffer.buffer(OPEN.length() + CLOSE.length() + suffix.length() + to - from)
                .appendBuffer(OPEN)
                .appendBuffer(chunk, from, to - from)
                .appendBuffer(CLOSE)
                .appendBuffer(suffix);
    }

    /** @param usage null where it is not known */
    Buffer response(List<JsonObject> candidates, Usage usage) {
        Buffer out = Buffer.buffer("{\"candidates\":").appendBuffer(JsonTree.encode(candidates));
        if (usage != null)
            out.appendString(",\"usageMetadata\":").appendBuffer(JsonTree.encode(UsageMetadata.gemini(usage)));
        return out.appendBuffer(suffix);
    }

    /** @param finish Gemini's reason, or null where the candidate goes on */
    static JsonObject candidate(int index, List<JsonObject> parts, String finish, JsonObject logprobs) {
        JsonObject content = new JsonObject().put("parts", new JsonArray(parts)).put("role", "model");
        JsonObject candidate = new JsonObject().put("content", content);
        if (finish != null) candidate.put("finishReason", finish);
        if (finish != null && finish.equals(PendingCalls.MALFORMED))
            candidate.put("finishMessage", "The arguments of a function call are not a JSON object.");
        if (logprobs != null) candidate.put("logprobsResult", logprobs);
        return candidate.put("index", index);
    }

    /**
     * What a delta or a message says in words: its thoughts, if wanted, then its text and its refusal, which is what the user
     * is told instead.
     */
    static List<JsonObject> words(JsonObject said, boolean thoughts) {
        List<JsonObject> parts = new ArrayList<>(1);
        String reasoning = text(said.getValue("reasoning_content"));
        if (reasoning.isEmpty()) reasoning = text(said.getValue("reasoning"));
        if (thoughts && !reasoning.isEmpty())
            parts.add(new JsonObject().put("text", reasoning).put("thought", true));
        String text = text(said.getValue("content")) + text(said.getValue("refusal"));
        if (!text.isEmpty()) parts.add(new JsonObject().put("text", text));
        String signature = Signature.find(said);
        if (signature == null) return parts;
        if (parts.isEmpty()) parts.add(new JsonObject().put("text", ""));
        parts.get(parts.size() - 1).put("thoughtSignature", signature);
        return parts;
    }

    /** Text, or a list of typed parts (Mistral), of which only text is text. */
    private static String text(Object content) {
        if (content instanceof String text) return text;
        if (!(content instanceof JsonArray parts)) return "";
        StringBuilder all = new StringBuilder();
        for (Object part : parts)
            if (part instanceof JsonObject object && object.getValue("text") instanceof String text) all.append(text);
        return all.toString();
    }
}
