package dev.sluice.dialect;

import dev.sluice.model.Usage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/**
 * What {@link ChunkScan} finds, found the plain way in a tree, to be compared with. Knows no members that come
 * twice.
 */
final class TreeScan {
    private static final Set<String> CONTENT = Set.of(
            "content",
            "reasoning_content",
            "reasoning",
            "reasoning_details",
            "tool_calls",
            "function_call",
            "refusal",
            "audio");

    final String text;
    final boolean pure;
    final boolean content;
    final String finishReason;
    final Usage usage;
    final boolean usageOnly;

    TreeScan(JsonObject chunk) {
        JsonArray choices = chunk.getJsonArray("choices", new JsonArray());
        if (choices == null) choices = new JsonArray();
        boolean anyContent = false;
        String finish = null;
        String onlyText = null;
        boolean onlyContent = choices.size() == 1 && chunk.getValue("usage") == null;
        for (Object each : choices) {
            JsonObject choice = (JsonObject) each;
            JsonObject delta = choice.getJsonObject("delta") == null ? new JsonObject() : choice.getJsonObject("delta");
            boolean first = choice.getInteger("index") == null || choice.getInteger("index") == 0;
            if (first) finish = choice.getString("finish_reason");
            onlyContent &= first;
            for (String name : choice.fieldNames())
                if (!name.equals("index") && !name.equals("delta")) onlyContent &= !says(choice.getValue(name));
            for (String name : delta.fieldNames()) {
                boolean says = says(delta.getValue(name));
                anyContent |= says && CONTENT.contains(name);
                if (!name.equals("content")) onlyContent &= !says;
            }
            if (delta.getValue("content") instanceof String string) onlyText = string;
            else onlyContent = false;
        }
        pure = onlyContent && !onlyText.isEmpty();
        text = onlyText;
        content = anyContent;
        finishReason = finish;
        usage = usage(chunk.getJsonObject("usage"));
        usageOnly = choices.isEmpty() && usage != null;
    }

    private static Usage usage(JsonObject usage) {
        if (usage == null || usage.isEmpty()) return null;
        JsonObject prompt = usage.getJsonObject("prompt_tokens_details");
        JsonObject completion = usage.getJsonObject("completion_tokens_details");
        return new Usage(
                count(usage, "prompt_tokens"),
                count(usage, "completion_tokens"),
                Math.max(count(prompt, "cached_tokens"), count(usage, "prompt_cache_hit_tokens")),
                count(completion, "reasoning_tokens"));
    }

    private static long count(JsonObject of, String name) {
        return of == null || of.getLong(name) == null ? 0 : of.getLong(name);
    }

    private static boolean says(Object value) {
        if (value instanceof String text) return !text.isEmpty();
        if (value instanceof JsonArray array) return !array.isEmpty();
        if (value instanceof JsonObject object) return !object.isEmpty();
        return value != null;
    }
}
