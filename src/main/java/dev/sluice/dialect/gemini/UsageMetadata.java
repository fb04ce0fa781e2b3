package dev.sluice.dialect.gemini;

import dev.sluice.model.Usage;
import io.vertx.core.json.JsonObject;

/**
 * Gemini's {@code usageMetadata} (ai.google.dev/api/generate-content#UsageMetadata). Its candidates' tokens leave the thoughts
 * out, where OpenAI's completion tokens hold them; the prompt holds the cached ones in both. Any thread.
 */
final class UsageMetadata {
    private UsageMetadata() {}

    /** Null where it is no object, or one without any token count. */
    static Usage read(Object value) {
        if (!(value instanceof JsonObject counts)) return null;
        long prompt = count(counts, "promptTokenCount") + count(counts, "toolUsePromptTokenCount");
        long thoughts = count(counts, "thoughtsTokenCount");
        long completion = count(counts, "candidatesTokenCount") + thoughts;
        long cached = count(counts, "cachedContentTokenCount");
        return prompt + completion + cached == 0 ? null : new Usage(prompt, completion, cached, thoughts);
    }

    static JsonObject gemini(Usage usage) {
        JsonObject counts = new JsonObject()
                .put("promptTokenCount", usage.promptTokens())
                .put("candidatesTokenCount", Math.max(0, usage.completionTokens() - usage.reasoningTokens()))
                .put("totalTokenCount", usage.totalTokens());
        if (usage.cachedTokens() > 0) counts.put("cachedContentTokenCount", usage.cachedTokens());
        if (usage.reasoningTokens() > 0) counts.put("thoughtsTokenCount", usage.reasoningTokens());
        return counts;
    }

    static JsonObject openAi(Usage usage) {
        return new JsonObject()
                .put("prompt_tokens", usage.promptTokens())
                .put("completion_tokens", usage.completionTokens())
                .put("total_tokens", usage.totalTokens())
                .put("prompt_tokens_details", new JsonObject().put("cached_tokens", usage.cachedTokens()))
                .put("completion_tokens_details", new JsonObject().put("reasoning_tokens", usage.reasoningTokens()));
    }

    private static long count(JsonObject counts, String name) {
        return counts.getValue(name) instanceof Number number ? Math.max(0, number.longValue()) : 0;
    }
}
