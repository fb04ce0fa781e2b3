package dev.sluice.dialect.gemini;

import dev.sluice.dialect.JsonTree;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Google's error on its way to a caller of Google's dialect: status, message and details stay; what details say of the account that was
 * asked (consumers, quota subjects, stack traces) does not. Details by google/rpc/error_details.proto. Any thread.
 */
final class GeminiOwnError {
    private static final String TYPE = "type.googleapis.com/google.rpc.";
    /** The members that a caller may see, by the detail's type. */
    private static final Map<String, Set<String>> SHOWN = Map.of(
            TYPE + "BadRequest", Set.of("fieldViolations"),
            TYPE + "ErrorInfo", Set.of("reason", "domain"),
            TYPE + "RetryInfo", Set.of("retryDelay"),
            TYPE + "Help", Set.of("links"),
            TYPE + "LocalizedMessage", Set.of("locale", "message"),
            TYPE + "QuotaFailure", Set.of("violations"),
            TYPE + "PreconditionFailure", Set.of("violations"));
    /** Whose quota it is, wherever it stands. */
    private static final Set<String> HIDDEN = Set.of("subject", "quotaDimensions", "metadata");

    private GeminiOwnError() {}

    /** Null where the body is no error of Google's form. @param words what becomes of each text */
    static Buffer of(JsonObject body, UnaryOperator<String> words) {
        if (!(body.getValue("error") instanceof JsonObject error)
                || !(error.getValue("message") instanceof String message)
                || !(error.getValue("status") instanceof String status)
                || !(error.getValue("code") instanceof Number code)) return null;
        JsonObject own = new JsonObject()
                .put("code", code)
                .put("message", words.apply(message))
                .put("status", status);
        if (error.getValue("details") instanceof JsonArray details) own.put("details", details(details, words));
        return JsonTree.encode(new JsonObject().put("error", own));
    }

    private static JsonArray details(JsonArray details, UnaryOperator<String> words) {
        JsonArray shown = new JsonArray();
        for (Object each : details) {
            if (!(each instanceof JsonObject detail)
                    || !(detail.getValue("@type") instanceof String type)
                    || !SHOWN.containsKey(type)) continue;
            JsonObject own = new JsonObject().put("@type", type);
            for (String member : detail.fieldNames())
                if (SHOWN.get(type).contains(member)) own.put(member, said(detail.getValue(member), words));
            shown.add(own);
        }
        return shown;
    }

    private static Object said(Object value, UnaryOperator<String> words) {
        if (value instanceof String text) return words.apply(text);
        if (value instanceof JsonArray array) {
            JsonArray own = new JsonArray();
            for (Object each : array) own.add(said(each, words));
            return own;
        }
        if (!(value instanceof JsonObject object)) return value;
        JsonObject own = new JsonObject();
        for (String member : object.fieldNames())
            if (!HIDDEN.contains(member)) own.put(member, said(object.getValue(member), words));
        return own;
    }
}
