package dev.sluice.dialect.gemini;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;

/**
 * How likely each token was: Gemini's {@code logprobsResult}, in which the chosen tokens and the likeliest ones are two lists
 * of the same length, beside OpenAI's {@code logprobs}, in which each token holds its rivals. Any thread.
 */
final class Logprobs {
    private Logprobs() {}

    /** OpenAI's, or null where there is none. */
    static JsonObject toOpenAi(Object value) {
        if (!(value instanceof JsonObject result) || !(result.getValue("chosenCandidates") instanceof JsonArray chosen))
            return null;
        JsonArray rivals = result.getValue("topCandidates") instanceof JsonArray top ? top : new JsonArray();
        JsonArray content = new JsonArray();
        for (int i = 0; i < chosen.size(); i++) {
            JsonObject token = token(chosen.getValue(i));
            JsonArray top = new JsonArray();
            if (i < rivals.size()
                    && rivals.getValue(i) instanceof JsonObject step
                    && step.getValue("candidates") instanceof JsonArray candidates)
                for (Object candidate : candidates) top.add(token(candidate));
            content.add(token.put("top_logprobs", top));
        }
        return new JsonObject().put("content", content);
    }

    /** Gemini's, or null where there is none. */
    static JsonObject toGemini(Object value) {
        if (!(value instanceof JsonObject logprobs) || !(logprobs.getValue("content") instanceof JsonArray content))
            return null;
        JsonArray chosen = new JsonArray();
        JsonArray top = new JsonArray();
        for (Object each : content) {
            chosen.add(candidate(each));
            JsonArray rivals = new JsonArray();
            if (each instanceof JsonObject token && token.getValue("top_logprobs") instanceof JsonArray all)
                for (Object rival : all) rivals.add(candidate(rival));
            top.add(new JsonObject().put("candidates", rivals));
        }
        return new JsonObject().put("chosenCandidates", chosen).put("topCandidates", top);
    }

    private static JsonObject token(Object candidate) {
        JsonObject from = candidate instanceof JsonObject object ? object : new JsonObject();
        String text = from.getValue("token") instanceof String string ? string : "";
        JsonArray bytes = new JsonArray();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) bytes.add(each & 0xFF);
        return new JsonObject()
                .put("token", text)
                .put("logprob", from.getValue("logProbability"))
                .put("bytes", bytes);
    }

    private static JsonObject candidate(Object token) {
        JsonObject from = token instanceof JsonObject object ? object : new JsonObject();
        return new JsonObject().put("token", from.getValue("token")).put("logProbability", from.getValue("logprob"));
    }
}
