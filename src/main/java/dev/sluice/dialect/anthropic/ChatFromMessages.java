package dev.sluice.dialect.anthropic;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** An Anthropic request, checked and put in OpenAI's words; its messages are {@link ChatTurns}'. */
final class ChatFromMessages {
    private static final int MODEL_CHARS = 256;

    private ChatFromMessages() {}

    static JsonObject translate(Members request) {
        String model = request.needString("model");
        if (model.length() > MODEL_CHARS) throw request.fault("model", "at most " + MODEL_CHARS + " characters");
        JsonObject out = new JsonObject().put("model", model);
        Integer maxTokens = request.integer("max_tokens", 1);
        if (maxTokens == null) throw request.fault("max_tokens", "an integer of 1 or more");
        out.put("messages", messages(request)).put("max_completion_tokens", maxTokens);
        if (request.flag("stream")) out.put("stream", true);
        put(out, "temperature", request.number("temperature", 0, 1));
        put(out, "top_p", request.number("top_p", 0, 1));
        put(out, "top_k", request.integer("top_k", 0));
        JsonArray stops = request.strings("stop_sequences");
        if (stops != null && !stops.isEmpty()) out.put("stop", stops);
        Tools.toChat(request, out);
        Members config = request.object("output_config");
        put(out, "reasoning_effort", Effort.ofMessages(request, config));
        if (config != null) {
            put(out, "response_format", format(config.object("format")));
            config.end();
        }
        Members metadata = request.object("metadata");
        if (metadata != null) {
            put(out, "user", metadata.string("user_id"));
            metadata.end();
        }
        String tier = request.word("service_tier", "auto", "standard_only");
        if (tier != null) out.put("service_tier", tier.equals("auto") ? "auto" : "default");
        request.onlyDefault("speed", "standard");
        request.skip("cache_control");
        request.end();
        return out;
    }

    private static JsonArray messages(Members request) {
        JsonArray out = new JsonArray();
        JsonObject system = ChatTurns.system(request);
        if (system != null) out.add(system);
        List<Members> messages = request.objects("messages");
        if (messages.isEmpty()) throw request.fault("messages", "a non-empty array of objects");
        for (Members message : messages) ChatTurns.add(message, out);
        return out;
    }

    /** The schema gets the name that OpenAI wants it to have. */
    private static JsonObject format(Members format) {
        if (format == null) return null;
        String type = format.needString("type");
        if (!type.equals("json_schema")) throw format.fault("type", "json_schema");
        JsonObject schema = format.tree("schema");
        if (schema == null) throw format.fault("schema", "a JSON schema");
        format.end();
        JsonObject named =
                new JsonObject().put("name", "answer").put("schema", schema).put("strict", true);
        return new JsonObject().put("type", type).put("json_schema", named);
    }

    private static void put(JsonObject out, String name, Object value) {
        if (value != null) out.put(name, value);
    }
}
