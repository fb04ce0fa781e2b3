package dev.sluice.app.bench;

import dev.sluice.sse.SseEvent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What one answer says, chunk by chunk or as a whole: whether it is one, whether it is whole, and what it used. */
final class AnswerReading {
    private boolean content;
    private boolean ended;
    private String error;
    private JsonObject usage;

    /** @return whether this brought the first content */
    boolean event(SseEvent event) {
        String data = event.data().toString();
        if (data.equals("[DONE]")) {
            ended = true;
            return false;
        }
        boolean before = content;
        take(event.data());
        return content && !before;
    }

    void whole(Buffer body) {
        take(body);
        ended |= content;
    }

    private void take(Buffer json) {
        JsonObject chunk;
        try {
            chunk = json.toJsonObject();
        } catch (DecodeException | ClassCastException e) {
            error = "not an answer in OpenAI's dialect";
            return;
        }
        if (chunk.getValue("error") instanceof JsonObject said) error = "error in the answer: " + code(said);
        if (chunk.getValue("usage") instanceof JsonObject used) usage = used;
        if (!(chunk.getValue("choices") instanceof JsonArray choices)) {
            if (error == null) error = "not an answer in OpenAI's dialect";
            return;
        }
        for (Object each : choices)
            if (each instanceof JsonObject choice) {
                content |= says(choice.getJsonObject("delta")) || says(choice.getJsonObject("message"));
                ended |= choice.getString("finish_reason") != null;
            }
    }

    private static boolean says(JsonObject part) {
        if (part == null) return false;
        for (String member : new String[] {"content", "reasoning_content", "reasoning", "refusal"})
            if (part.getValue(member) instanceof String text && !text.isEmpty()) return true;
        return part.getValue("tool_calls") instanceof JsonArray calls && !calls.isEmpty();
    }

    /** The code of OpenAI's error object, or its type. */
    static String code(JsonObject error) {
        Object code = error.getValue("code");
        return String.valueOf(code != null ? code : error.getValue("type"));
    }

    /** What is wrong with it, or null where it is whole. */
    String failure() {
        if (error != null) return error;
        return ended ? null : "cut off before its end";
    }

    long promptTokens() {
        return number("prompt_tokens");
    }

    long answerTokens() {
        return number("completion_tokens");
    }

    private long number(String member) {
        return usage != null && usage.getValue(member) instanceof Number n ? n.longValue() : 0;
    }

    /** As some gateways tell it within the usage; -1 where it is not there. */
    double costUsd() {
        if (usage == null) return -1;
        if (usage.getValue("cost_usd") instanceof Number n) return n.doubleValue();
        return usage.getValue("cost") instanceof Number n ? n.doubleValue() : -1;
    }
}
