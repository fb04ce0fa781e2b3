package dev.sluice.dialect.anthropic;

import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import dev.sluice.model.InvalidValueException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One object of a request that is being translated, with its path. Whoever reads a member takes it; {@link #end} then refuses what
 * nobody took, so that a member that has no counterpart cannot get lost unnoticed. A member that is null counts as absent, as both
 * APIs have it. Used once, by one thread.
 */
final class Members {
    private final JsonObject object;
    private final String path;
    private final Set<String> taken = new HashSet<>();

    private Members(JsonObject object, String path) {
        this.object = object;
        this.path = path;
    }

    static Members of(JsonObject body) {
        return new Members(body, "");
    }

    /** @throws FailureException where the value is no object */
    static Members of(Object value, String path) {
        if (value instanceof JsonObject object) return new Members(object, path);
        throw fault(path, value, "an object");
    }

    String path(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    Object value(String name) {
        taken.add(name);
        return object.getValue(name);
    }

    boolean has(String name) {
        return object.getValue(name) != null;
    }

    void skip(String... names) {
        taken.addAll(List.of(names));
    }

    /** Null where absent. */
    String string(String name) {
        Object value = value(name);
        if (value == null || value instanceof String) return (String) value;
        throw fault(path(name), value, "a string");
    }

    String needString(String name) {
        Object value = value(name);
        if (value instanceof String text && !text.isEmpty()) return text;
        throw fault(path(name), value, "a non-empty string");
    }

    /** One of these words; null where absent. */
    String word(String name, String... words) {
        String value = string(name);
        if (value == null || List.of(words).contains(value)) return value;
        throw fault(path(name), value, "one of " + String.join(", ", words));
    }

    /** False where absent. */
    boolean flag(String name) {
        Object value = value(name);
        if (value == null || value instanceof Boolean) return Boolean.TRUE.equals(value);
        throw fault(path(name), value, "true or false");
    }

    /** Null where absent. */
    Integer integer(String name, int min) {
        Object value = value(name);
        if (value == null) return null;
        if (value instanceof Integer number && number >= min) return number;
        throw fault(path(name), value, "an integer from " + min + " to " + Integer.MAX_VALUE);
    }

    /** Null where absent. */
    Number number(String name, int min, int max) {
        Object value = value(name);
        if (value == null) return null;
        if (value instanceof Number number && number.doubleValue() >= min && number.doubleValue() <= max) return number;
        throw fault(path(name), value, "a number from " + min + " to " + max);
    }

    /** Null where absent. */
    Members object(String name) {
        Object value = value(name);
        return value == null ? null : of(value, path(name));
    }

    /** Null where absent. */
    JsonObject tree(String name) {
        Object value = value(name);
        if (value == null || value instanceof JsonObject) return (JsonObject) value;
        throw fault(path(name), value, "an object");
    }

    /** The objects of an array; empty where absent. */
    List<Members> objects(String name) {
        JsonArray array = array(name);
        List<Members> all = new ArrayList<>();
        for (int i = 0; array != null && i < array.size(); i++)
            all.add(of(array.getValue(i), path(name) + "[" + i + "]"));
        return all;
    }

    /** An array of strings; null where absent. */
    JsonArray strings(String name) {
        JsonArray array = array(name);
        for (int i = 0; array != null && i < array.size(); i++)
            if (!(array.getValue(i) instanceof String))
                throw fault(path(name) + "[" + i + "]", array.getValue(i), "a string");
        return array;
    }

    /** Refuses a member unless it is absent or what the API assumes anyway. */
    void onlyDefault(String name, Object... meaningless) {
        Object value = value(name);
        for (Object each : meaningless) {
            if (each instanceof Number a && value instanceof Number b && a.doubleValue() == b.doubleValue()) return;
            if (each.equals(value)) return;
        }
        if (says(value)) throw refused(name);
    }

    /** Refuses the first member that nobody took and that says something. */
    void end() {
        for (String name : object.fieldNames())
            if (!taken.contains(name) && says(object.getValue(name))) throw refused(name);
    }

    FailureException refused(String name) {
        return refused(name, "leave it out");
    }

    /** @param advice what the caller can do about it */
    FailureException refused(String name, String advice) {
        String at = path(name);
        String message = at + ": got " + shown(object.getValue(name)) + ", which the provider's API has no way to say; "
                + advice;
        return new Failure(Failure.Kind.INVALID, "unsupported_parameter", message, at, null).exception();
    }

    FailureException fault(String name, String expected) {
        return fault(path(name), object.getValue(name), expected);
    }

    static FailureException fault(String path, Object got, String expected) {
        return Failure.invalid(path, path + ": got " + shown(got) + ", expected " + expected)
                .exception();
    }

    private static String shown(Object value) {
        if (value instanceof JsonObject) return "an object";
        if (value instanceof JsonArray array) return array.isEmpty() ? "an empty array" : "an array";
        return InvalidValueException.show(value);
    }

    /** Clients put null, empty and false members everywhere; they mean the same as none. */
    private static boolean says(Object value) {
        if (value instanceof String text) return !text.isEmpty();
        if (value instanceof JsonObject inner) return !inner.isEmpty();
        if (value instanceof JsonArray array) return !array.isEmpty();
        return value != null && !Boolean.FALSE.equals(value);
    }

    private JsonArray array(String name) {
        Object value = value(name);
        if (value == null || value instanceof JsonArray) return (JsonArray) value;
        throw fault(path(name), value, "an array");
    }
}
