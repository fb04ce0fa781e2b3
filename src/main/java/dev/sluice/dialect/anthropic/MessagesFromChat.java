package dev.sluice.dialect.anthropic;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** An OpenAI request in Anthropic's words; its messages are {@link MessageTurns}'. */
final class MessagesFromChat {
    private MessagesFromChat() {}

    /** @param maxTokens the caller's limit, or null */
    static JsonObject translate(Members chat, Integer maxTokens) {
        chat.skip("max_tokens", "max_completion_tokens");
        JsonObject out = new JsonObject().put("model", chat.needString("model"));
        Effort.toMessages(chat, maxTokens, out);
        if (chat.flag("stream")) out.put("stream", true);
        new MessageTurns().read(chat).putInto(out);
        // OpenAI goes up to 2, where Anthropic ends at 1. Clamped, it would be another request.
        Number temperature = chat.number("temperature", 0, 1);
        if (temperature != null) out.put("temperature", temperature);
        Number topP = chat.number("top_p", 0, 1);
        if (topP != null) out.put("top_p", topP);
        Integer topK = chat.integer("top_k", 0);
        if (topK != null) out.put("top_k", topK);
        JsonArray stops = stops(chat);
        if (stops != null && !stops.isEmpty()) out.put("stop_sequences", stops);
        Tools.toMessages(chat, out);
        format(chat, out);
        user(chat, out);
        tier(chat, out);
        streamOptions(chat);
        defaults(chat);
        chat.end();
        return out;
    }

    private static JsonArray stops(Members chat) {
        if (chat.value("stop") instanceof String one) return one.isEmpty() ? null : JsonArray.of(one);
        return chat.strings("stop");
    }

    private static void format(Members chat, JsonObject out) {
        Members format = chat.object("response_format");
        if (format == null) return;
        switch (format.needString("type")) {
            case "text" -> {}
            case "json_schema" -> {
                Members named = format.object("json_schema");
                JsonObject schema = named == null ? null : named.tree("schema");
                if (schema == null) throw format.fault("json_schema", "an object with a schema");
                named.skip("name", "description", "strict"); // labels, and a promise that Anthropic always gives
                named.end();
                JsonObject wanted = new JsonObject().put("type", "json_schema").put("schema", schema);
                out.put("output_config", new JsonObject().put("format", wanted));
            }
            default -> throw format.refused("type", "json_schema is carried over");
        }
        format.end();
    }

    /** OpenAI renamed {@code user}; both tell who the end user is. */
    private static void user(Members chat, JsonObject out) {
        String user = chat.string("user");
        String renamed = chat.string("safety_identifier");
        if (user != null && renamed != null && !user.equals(renamed)) throw chat.refused("safety_identifier");
        String id = user != null ? user : renamed;
        if (id != null && !id.isEmpty()) out.put("metadata", new JsonObject().put("user_id", id));
    }

    private static void tier(Members chat, JsonObject out) {
        String tier = chat.string("service_tier");
        if (tier == null) return;
        switch (tier) {
            case "auto" -> out.put("service_tier", "auto");
            case "default" -> out.put("service_tier", "standard_only");
            default -> throw chat.refused("service_tier", "auto and default are carried over");
        }
    }

    /** Anthropic always tells the usage. */
    private static void streamOptions(Members chat) {
        Members options = chat.object("stream_options");
        if (options == null) return;
        options.skip("include_usage");
        options.end();
    }

    private static void defaults(Members chat) {
        chat.onlyDefault("n", 1);
        chat.onlyDefault("presence_penalty", 0);
        chat.onlyDefault("frequency_penalty", 0);
        chat.onlyDefault("repetition_penalty", 1);
        chat.onlyDefault("min_p", 0);
        chat.onlyDefault("top_logprobs", 0);
        chat.onlyDefault("verbosity", "medium");
        chat.onlyDefault("modalities", JsonArray.of("text"));
        chat.onlyDefault("function_call", "none");
    }
}
