package dev.sluice.edge;

import dev.sluice.model.Failure;
import dev.sluice.model.InvalidValueException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

/** Small JSON bodies and messages from outside, read with errors that name the member. */
final class Json {
    private Json() {}

    /** An empty body is an empty object. */
    static JsonObject object(Buffer body) {
        if (body == null || body.length() == 0) return new JsonObject();
        try {
            return body.toJsonObject();
        } catch (DecodeException | ClassCastException e) {
            String got = InvalidValueException.show(body.getString(0, Math.min(body.length(), 200)));
            throw Failure.invalid(null, "body: got " + got + ", expected a JSON object")
                    .exception();
        }
    }

    /** Null where the member is absent or null. */
    static String string(JsonObject json, String member) {
        return string(json, "", member);
    }

    /** @param prefix where the object stands in the caller's body, with a dot behind it, or empty */
    static String string(JsonObject json, String prefix, String member) {
        Object value = json.getValue(member);
        if (value == null || value instanceof String) return (String) value;
        throw new InvalidValueException(prefix + member, value, "a string");
    }

    /** Fails where the member is absent. */
    static String required(JsonObject json, String member) {
        String value = string(json, member);
        if (value == null) throw new InvalidValueException(member, null, "a string");
        return value;
    }

    /** Null where the member is absent or null. */
    static Boolean flag(JsonObject json, String member) {
        Object value = json.getValue(member);
        if (value == null || value instanceof Boolean) return (Boolean) value;
        throw new InvalidValueException(member, value, "true or false");
    }

    /** Null where the member is absent or null. */
    static Integer integer(JsonObject json, String member, int min, int max) {
        return integer(json, "", member, min, max);
    }

    /** @param prefix as for {@link #string(JsonObject, String, String)} */
    static Integer integer(JsonObject json, String prefix, String member, int min, int max) {
        Object value = json.getValue(member);
        if (value == null) return null;
        if (value instanceof Integer n && n >= min && n <= max) return n;
        throw new InvalidValueException(prefix + member, value, "a whole number from " + min + " to " + max);
    }
}
