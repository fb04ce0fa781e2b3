package dev.sluice.app.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;

/**
 * What is asked, how often, and what it costs.
 *
 * @param base        of the API, such as {@code http://localhost:8080/v1}
 * @param model       null until it is known
 * @param key         null for none
 * @param inputPrice  US dollars for a million tokens of prompts, or -1 where the answers are to tell
 * @param outputPrice likewise, of answers
 */
record BenchPlan(
        URI base,
        String model,
        String key,
        String prompt,
        boolean stream,
        int requests,
        int concurrency,
        Duration timeout,
        double inputPrice,
        double outputPrice) {
    private static final String CHAT = "/chat/completions";

    /** @param url of the API's base, of its chat completions, or of the host alone */
    static URI base(URI url) {
        String path = url.getPath() == null ? "" : url.getPath();
        while (path.endsWith("/")) path = path.substring(0, path.length() - 1);
        if (path.endsWith(CHAT)) path = path.substring(0, path.length() - CHAT.length());
        return url.resolve(path.isEmpty() ? "/v1" : path);
    }

    BenchPlan of(String known) {
        return new BenchPlan(base, known, key, prompt, stream, requests, concurrency, timeout, inputPrice, outputPrice);
    }

    String chat() {
        return base + CHAT;
    }

    String models() {
        return base + "/models";
    }

    JsonObject body() {
        JsonObject message = new JsonObject().put("role", "user").put("content", prompt);
        JsonObject body = new JsonObject().put("model", model).put("messages", new JsonArray().add(message));
        if (stream) body.put("stream", true).put("stream_options", new JsonObject().put("include_usage", true));
        return body;
    }

    /**
     * US dollars of one answer; -1 where nobody knows.
     *
     * @param told by the answer itself, or -1
     */
    double cost(long promptTokens, long answerTokens, double told) {
        if (inputPrice < 0) return told;
        return (promptTokens * inputPrice + answerTokens * outputPrice) / 1e6;
    }
}
