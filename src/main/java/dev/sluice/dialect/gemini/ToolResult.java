package dev.sluice.dialect.gemini;

import dev.sluice.dialect.JsonTree;
import dev.sluice.model.FailureException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/**
 * A function's result: an object to Gemini, a text to OpenAI. A text that is no JSON object goes into {@code output}, the
 * member that Google names for a function's output (ai.google.dev/api/caching#FunctionResponse).
 */
final class ToolResult {
    private ToolResult() {}

    static String text(JsonObject response) {
        if (response == null) return "{}";
        if (response.size() == 1 && response.getValue("output") instanceof String output) return output;
        return JsonTree.text(response);
    }

    static JsonObject object(String text) {
        JsonObject object = text.stripLeading().startsWith("{") ? parsed(text) : null;
        return object != null ? object : new JsonObject().put("output", text);
    }

    /** Null where it is no JSON object. */
    static JsonObject parsed(String text) {
        try {
            return ProviderJson.tree(Buffer.buffer(text));
        } catch (FailureException e) {
            return null;
        }
    }
}
