package dev.sluice.dialect.gemini;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Gemini's {@code generationConfig} as OpenAI's parameters. Numbers out of range are the provider's to judge. */
final class ConfigToOpenAi {
    private final Members config;
    private final JsonObject out;

    private ConfigToOpenAi(Members config, JsonObject out) {
        this.config = config;
        this.out = out;
    }

    static void put(Members config, JsonObject out) {
        new ConfigToOpenAi(config, out).all();
    }

    /** OpenAI's {@code detail} for every picture of the request, or null. */
    static String detail(Members config) {
        String resolution = config.constant("mediaResolution");
        if (resolution == null) return null;
        return switch (resolution) {
            case "MEDIA_RESOLUTION_LOW" -> "low";
            case "MEDIA_RESOLUTION_HIGH" -> "high";
            default -> throw config.wrong("mediaResolution", "MEDIA_RESOLUTION_LOW or MEDIA_RESOLUTION_HIGH");
        };
    }

    private void all() {
        number("temperature", "temperature");
        number("topP", "top_p");
        whole("topK", "top_k"); // not OpenAI's, but of nearly all that speak like it
        whole("maxOutputTokens", "max_completion_tokens");
        whole("seed", "seed");
        number("presencePenalty", "presence_penalty");
        number("frequencyPenalty", "frequency_penalty");
        List<String> stops = config.strings("stopSequences");
        if (!stops.isEmpty()) out.put("stop", new JsonArray(List.copyOf(stops)));
        Integer candidates = config.whole("candidateCount");
        if (candidates != null && candidates != 0 && candidates != 1)
            out.put("n", positive("candidateCount", candidates));
        if (config.flag("responseLogprobs")) out.put("logprobs", true);
        whole("logprobs", "top_logprobs");
        String effort = Thinking.effort(config);
        if (effort != null) out.put("reasoning_effort", effort);
        format();
        for (String modality : config.strings("responseModalities"))
            if (!modality.equalsIgnoreCase("TEXT") && !modality.equals("MODALITY_UNSPECIFIED"))
                throw config.fault("responseModalities", Members.shown(modality), "TEXT");
        config.uncarried(
                "speechConfig",
                "imageConfig",
                "enableEnhancedCivicAnswers",
                "audioTimestamp",
                "routingConfig",
                "modelConfig",
                "modelSelectionConfig");
        config.end();
    }

    private void format() {
        String type = config.string("responseMimeType");
        Members schema = config.object("responseSchema");
        Object json = config.value("responseJsonSchema");
        if (json != null && !(json instanceof JsonObject)) throw config.wrong("responseJsonSchema", "an object");
        if (schema != null && json != null) throw config.wrong("responseJsonSchema", "nothing beside responseSchema");
        boolean shaped = schema != null || json != null;
        if (type == null || type.isEmpty() || type.equals("text/plain")) {
            if (shaped)
                throw config.fault("responseMimeType", Members.shown(type), "application/json, as a schema is given");
            return;
        }
        if (!type.equals("application/json")) throw config.wrong("responseMimeType", "text/plain or application/json");
        JsonObject format = new JsonObject().put("type", shaped ? "json_schema" : "json_object");
        if (shaped)
            format.put(
                    "json_schema",
                    new JsonObject()
                            .put("name", "response")
                            .put("schema", schema != null ? Schema.json(schema) : json));
        out.put("response_format", format);
    }

    private void number(String name, String openAi) {
        Number value = config.number(name);
        if (value != null) out.put(openAi, value);
    }

    private void whole(String name, String openAi) {
        Integer value = config.whole(name);
        boolean limit = name.equals("maxOutputTokens");
        // To Google, a limit of 0 is none.
        if (value != null && !(limit && value == 0)) out.put(openAi, limit ? positive(name, value) : value);
    }

    private int positive(String name, int value) {
        if (value < 1) throw config.wrong(name, "an integer of at least 1");
        return value;
    }
}
