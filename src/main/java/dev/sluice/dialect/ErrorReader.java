package dev.sluice.dialect;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.StringJoiner;

/** Finds the error in what providers send when something went wrong. Off the hot path: builds a tree. */
public final class ErrorReader {
    /** Errors are short; something longer is a page or an answer, and is not worth a tree. */
    private static final int MAX_BYTES = 256 * 1024;

    private ErrorReader() {}

    static ProviderError read(Buffer body) {
        JsonObject object = object(body);
        return object == null ? null : outer(object);
    }

    /** The body as a tree, or the first element of an array; null where there is no object, or one that is too long for an error. */
    public static JsonObject object(Buffer body) {
        if (body == null || body.length() == 0 || body.length() > MAX_BYTES) return null;
        Object value;
        try {
            value = Json.decodeValue(body);
        } catch (DecodeException e) {
            return null;
        }
        if (value instanceof JsonArray array && !array.isEmpty()) value = array.getValue(0);
        return value instanceof JsonObject object ? object : null;
    }

    private static ProviderError outer(JsonObject body) {
        Object error = body.getValue("error");
        if (error instanceof JsonObject inner && !inner.isEmpty()) return members(inner, null);
        if (error instanceof String message && !message.isEmpty()) return members(body, message);
        if (body.getValue("message") instanceof String) return members(body, null);
        return detail(body.getValue("detail"));
    }

    private static ProviderError members(JsonObject error, String message) {
        String type = text(error.getValue("type"));
        return new ProviderError(
                message != null ? message : text(error.getValue("message")),
                type != null ? type : text(error.getValue("status")),
                text(error.getValue("param")),
                text(error.getValue("code")));
    }

    /** FastAPI: a text, an object of the application's own, or a list of {@code {"loc":["body","n"],"msg","type"}}. */
    private static ProviderError detail(Object detail) {
        if (detail instanceof String message) return new ProviderError(message, null, null, null);
        if (detail instanceof JsonObject object) return outer(object);
        if (!(detail instanceof JsonArray faults) || faults.isEmpty()) return null;
        StringJoiner message = new StringJoiner("; ");
        String param = null;
        String type = null;
        for (Object fault : faults) {
            if (!(fault instanceof JsonObject object)) continue;
            String path = path(object.getValue("loc"));
            message.add((path == null ? "" : path + ": ") + text(object.getValue("msg")));
            if (param == null) param = path;
            if (type == null) type = text(object.getValue("type"));
        }
        return message.length() == 0 ? null : new ProviderError(message.toString(), type, param, null);
    }

    private static String path(Object loc) {
        if (!(loc instanceof JsonArray steps)) return null;
        StringJoiner path = new StringJoiner(".");
        for (Object step : steps) if (!"body".equals(step)) path.add(String.valueOf(step));
        return path.length() == 0 ? null : path.toString();
    }

    /** Codes and types come as numbers, too. */
    private static String text(Object value) {
        return value == null ? null : value.toString();
    }
}
