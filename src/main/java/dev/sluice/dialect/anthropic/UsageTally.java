package dev.sluice.dialect.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.model.Usage;
import io.vertx.core.json.JsonObject;
import java.io.IOException;

/**
 * The tokens of one answer, as Anthropic tells them: what was read in three parts that exclude each other (fresh, written to the
 * cache, read from it), as running totals, in {@code message_start} and in each {@code message_delta}. A total takes the place of the
 * one before; one that is left out, or 0, does not. Counts are never added up over time, only over the three parts. Mutable; one
 * stream's.
 */
final class UsageTally {
    private long input;
    private long cacheCreation;
    private long cacheRead;
    private long output;
    private long thinking;
    private boolean any;

    /** Takes a {@code usage} object and passes it. Whether it told any count. */
    boolean read(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return false;
        }
        boolean told = false;
        for (String name; (name = parser.nextFieldName()) != null; ) {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.START_OBJECT && name.equals("output_tokens_details")) details(parser);
            else if (token.isNumeric()) told |= set(name, parser.getValueAsLong());
            else parser.skipChildren();
        }
        any |= told;
        return told;
    }

    private void details(JsonParser parser) throws IOException {
        for (String name; (name = parser.nextFieldName()) != null; ) {
            if (parser.nextToken().isNumeric()) set(name, parser.getValueAsLong());
            else parser.skipChildren();
        }
    }

    private boolean set(String name, long count) {
        switch (name) {
            case "input_tokens" -> input = count > 0 ? count : input;
            case "cache_creation_input_tokens" -> cacheCreation = count > 0 ? count : cacheCreation;
            case "cache_read_input_tokens" -> cacheRead = count > 0 ? count : cacheRead;
            case "output_tokens" -> output = count > 0 ? count : output;
            case "thinking_tokens" -> thinking = count > 0 ? count : thinking;
            default -> {
                return false;
            }
        }
        return true;
    }

    /** What is known so far; null while nothing was told. */
    Usage usage() {
        return any ? new Usage(input + cacheCreation + cacheRead, output, cacheRead, thinking) : null;
    }

    /** The same as a chat completion's {@code usage}; what was written to the cache has no member there but this one, LiteLLM's. */
    JsonObject toChat() {
        Usage usage = new Usage(input + cacheCreation + cacheRead, output, cacheRead, thinking);
        JsonObject details = new JsonObject().put("cached_tokens", cacheRead);
        if (cacheCreation > 0) details.put("cache_creation_tokens", cacheCreation);
        return new JsonObject()
                .put("prompt_tokens", usage.promptTokens())
                .put("completion_tokens", usage.completionTokens())
                .put("total_tokens", usage.totalTokens())
                .put("prompt_tokens_details", details)
                .put("completion_tokens_details", new JsonObject().put("reasoning_tokens", thinking));
    }

    /** @param cacheCreation of the prompt, tokens that were written to the cache; 0 where that is not known */
    static JsonObject toMessages(Usage usage, long cacheCreation) {
        long cached = Math.min(usage.cachedTokens(), usage.promptTokens());
        long created = Math.min(cacheCreation, usage.promptTokens() - cached);
        JsonObject out = new JsonObject()
                .put("input_tokens", usage.promptTokens() - cached - created)
                .put("cache_creation_input_tokens", created)
                .put("cache_read_input_tokens", cached)
                .put("output_tokens", usage.completionTokens());
        if (usage.reasoningTokens() > 0)
            out.put("output_tokens_details", new JsonObject().put("thinking_tokens", usage.reasoningTokens()));
        return out;
    }

    /** Of a chat completion's {@code usage}. */
    static long cacheCreation(Object usage) {
        return usage instanceof JsonObject counts
                        && counts.getValue("prompt_tokens_details") instanceof JsonObject details
                        && details.getValue("cache_creation_tokens") instanceof Number created
                ? Math.max(0, created.longValue())
                : 0;
    }
}
