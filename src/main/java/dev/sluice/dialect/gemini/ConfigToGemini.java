package dev.sluice.dialect.gemini;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** OpenAI's parameters as Gemini's {@code generationConfig}. Numbers out of range are the provider's to judge. */
final class ConfigToGemini {
    private final Members request;
    private final JsonObject out = new JsonObject();

    private ConfigToGemini(Members request) {
        this.request = request;
    }

    /** @param detail OpenAI's {@code detail} that the request's pictures want, or null */
    static JsonObject config(Members request, String detail) {
        ConfigToGemini config = new ConfigToGemini(request);
        config.all();
        if (detail != null)
            config.out.put("mediaResolution", "MEDIA_RESOLUTION_" + detail.toUpperCase(java.util.Locale.ROOT));
        return config.out;
    }

    private void all() {
        number("temperature", "temperature");
        number("top_p", "topP");
        whole("top_k", "topK");
        whole("max_tokens", "maxOutputTokens");
        whole("max_completion_tokens", "maxOutputTokens"); // the newer one wins
        whole("seed", "seed");
        number("presence_penalty", "presencePenalty");
        number("frequency_penalty", "frequencyPenalty");
        List<String> stops = request.strings("stop");
        if (!stops.isEmpty()) out.put("stopSequences", new JsonArray(List.copyOf(stops)));
        Integer choices = request.whole("n");
        if (choices != null && choices != 1) out.put("candidateCount", choices);
        if (request.flag("logprobs")) out.put("responseLogprobs", true);
        Integer top = request.whole("top_logprobs");
        if (top != null && top != 0) out.put("logprobs", top);
        JsonObject thinking = Thinking.config(request);
        if (thinking != null) out.put("thinkingConfig", thinking);
        format();
        unsaid();
    }

    /** Members that say who asks or how it is billed and kept pass where they change nothing in the answer. */
    private void unsaid() {
        for (String name : List.of("user", "safety_identifier", "prompt_cache_key")) request.string(name);
        String tier = request.string("service_tier");
        if (tier != null && !tier.equals("auto") && !tier.equals("default"))
            throw request.wrong("service_tier", "auto or default");
        for (String modality : request.strings("modalities"))
            if (!modality.equals("text")) throw request.fault("modalities", Members.shown(modality), "text");
        if (!"medium".equals(request.value("verbosity"))) request.uncarried("verbosity");
        request.uncarried("audio", "logit_bias", "prediction", "web_search_options", "store", "metadata");
    }

    private void format() {
        Members format = request.object("response_format");
        if (format == null) return;
        String type = format.needed("type");
        switch (type) {
            case "text" -> {}
            case "json_object" -> out.put("responseMimeType", "application/json");
            case "json_schema" -> {
                Members shape = format.object("json_schema");
                if (shape == null) throw format.fault("json_schema", "nothing", "an object");
                shape.string("name");
                String description = shape.string("description");
                shape.flag("strict"); // Gemini always holds to the schema
                Object schema = shape.value("schema");
                if (schema != null && !(schema instanceof JsonObject)) throw shape.wrong("schema", "an object");
                shape.end();
                out.put("responseMimeType", "application/json");
                if (schema instanceof JsonObject shaped && description != null && !shaped.containsKey("description"))
                    shaped.put("description", description);
                if (schema != null) out.put("responseJsonSchema", schema);
            }
            default -> throw format.wrong("type", "text, json_object or json_schema");
        }
        format.end();
    }

    private void number(String name, String gemini) {
        Number value = request.number(name);
        if (value != null) out.put(gemini, value);
    }

    private void whole(String name, String gemini) {
        Integer value = request.whole(name);
        if (value != null) out.put(gemini, value);
    }
}
