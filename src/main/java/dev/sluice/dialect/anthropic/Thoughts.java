package dev.sluice.dialect.anthropic;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * What a model thought aloud. Anthropic signs it, or seals it ("redacted"), and wants it back unchanged in the next turn; chat
 * completions have no member of their own for that. The text goes into {@code reasoning_content}, as DeepSeek and vLLM have it, and
 * text with signature into {@code reasoning_details}, in the form that OpenRouter documents: {@code {"type":"reasoning.text",
 * "text","signature"}} and {@code {"type":"reasoning.encrypted","data"}}, with {@link #FORMAT}. Used once.
 */
final class Thoughts {
    static final String FORMAT = "anthropic-claude-v1";

    private final StringBuilder text = new StringBuilder();
    private final JsonArray details = new JsonArray();
    private boolean sealed;

    void add(String thinking, String signature) {
        if (thinking != null) text.append(thinking);
        JsonObject detail = detail("reasoning.text").put("text", thinking == null ? "" : thinking);
        if (signature != null && !signature.isEmpty()) {
            detail.put("signature", signature);
            sealed = true;
        }
        details.add(detail);
    }

    void redacted(String data) {
        details.add(detail("reasoning.encrypted").put("data", data));
        sealed = true;
    }

    /** Puts both members in, where they have something to say. */
    void putInto(JsonObject message) {
        if (text.length() > 0) message.put("reasoning_content", text.toString());
        if (sealed) message.put("reasoning_details", details);
    }

    private JsonObject detail(String type) {
        return new JsonObject().put("type", type).put("format", FORMAT).put("index", details.size());
    }

    /**
     * Takes {@code reasoning_content}, {@code reasoning} and {@code reasoning_details} of an assistant's message, and adds its blocks.
     * Thoughts that Anthropic has not signed are refused there, so they are here.
     */
    static void addBlocks(Members message, JsonArray blocks) {
        boolean any = false;
        for (Members detail : message.objects("reasoning_details")) {
            detail.skip("index", "id");
            detail.onlyDefault("format", FORMAT);
            switch (detail.needString("type")) {
                case "reasoning.text" ->
                    blocks.add(new JsonObject()
                            .put("type", "thinking")
                            .put("thinking", orEmpty(detail.string("text")))
                            .put("signature", detail.needString("signature")));
                case "reasoning.encrypted" ->
                    blocks.add(
                            new JsonObject().put("type", "redacted_thinking").put("data", detail.needString("data")));
                default -> throw detail.refused("type");
            }
            detail.end();
            any = true;
        }
        if (any) message.skip("reasoning_content", "reasoning");
        for (String plain : new String[] {"reasoning_content", "reasoning"}) {
            String thought = any ? null : message.string(plain);
            if (thought != null && !thought.isEmpty())
                throw message.refused(plain, "send it in reasoning_details with its signature, or leave it out");
        }
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }
}
