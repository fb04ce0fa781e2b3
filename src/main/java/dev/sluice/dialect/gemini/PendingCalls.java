package dev.sluice.dialect.gemini;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Collects the tool calls of one choice, whose arguments come in pieces, until they are whole: Gemini's calls hold an object.
 * Owned by its writer.
 */
final class PendingCalls {
    /** Gemini's reason for an end with a call that cannot be read. */
    static final String MALFORMED = "MALFORMED_FUNCTION_CALL";

    private static final class Call {
        private String id;
        private String name;
        private String signature;
        private final StringBuilder arguments = new StringBuilder();
    }

    private final TreeMap<Integer, Call> calls = new TreeMap<>();
    private boolean broken;

    /** @param toolCalls OpenAI's {@code tool_calls}, of a delta or of a message; anything else is none */
    void add(Object toolCalls) {
        if (!(toolCalls instanceof JsonArray array)) return;
        for (int i = 0; i < array.size(); i++) {
            if (!(array.getValue(i) instanceof JsonObject part)) continue;
            int index = part.getValue("index") instanceof Number number ? number.intValue() : i;
            Call call = calls.computeIfAbsent(index, none -> new Call());
            JsonObject function = part.getValue("function") instanceof JsonObject f ? f : new JsonObject();
            if (part.getValue("id") instanceof String id && call.id == null) call.id = id;
            if (function.getValue("name") instanceof String name && call.name == null) call.name = name;
            if (function.getValue("arguments") instanceof String more) call.arguments.append(more);
            else if (function.getValue("arguments") instanceof JsonObject whole) call.arguments.append(whole.encode());
            if (Signature.find(part) != null) call.signature = Signature.find(part);
        }
    }

    /** The calls as Gemini's parts; those whose arguments are no object are left out and make it {@link #broken}. */
    List<JsonObject> take() {
        List<JsonObject> parts = new ArrayList<>(calls.size());
        for (Call call : calls.values()) {
            JsonObject args =
                    call.arguments.isEmpty() ? new JsonObject() : ToolResult.parsed(call.arguments.toString());
            if (args == null || call.name == null) {
                broken = true;
                continue;
            }
            JsonObject function = new JsonObject();
            if (call.id != null) function.put("id", call.id);
            JsonObject part = new JsonObject()
                    .put("functionCall", function.put("name", call.name).put("args", args));
            if (call.signature != null) part.put("thoughtSignature", call.signature);
            parts.add(part);
        }
        calls.clear();
        return parts;
    }

    /** Gemini's finish reason for OpenAI's, once the calls were taken: an answer cut by its limit may well cut a call. */
    String finish(String openAi) {
        String reason = FinishReasons.toGemini(openAi);
        return broken && reason.equals("STOP") ? MALFORMED : reason;
    }
}
