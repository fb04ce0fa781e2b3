package dev.sluice.dialect.gemini;

import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import dev.sluice.model.InvalidValueException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * One object of a request, read member by member: each has a type, and what nobody has asked for by {@link #end} is refused,
 * so that nothing is lost in translation. A null is as good as absent. Google's names are taken in both spellings, {@code
 * topP} and {@code top_p}, as its JSON mapping of protocol buffers wants it (protobuf.dev, "ProtoJSON"). Used once, by one
 * thread.
 */
final class Members {
    private final String path;
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final Set<String> taken = new HashSet<>();
    private final boolean google;

    private Members(JsonObject object, String path, boolean google) {
        this.path = path;
        this.google = google;
        for (String each : object.fieldNames()) {
            String name = google ? camel(each) : each;
            if (object.getValue(each) == null) continue;
            if (values.put(name, object.getValue(each)) != null) throw fault(name, "it in two spellings", "it once");
        }
    }

    static Members ofGemini(JsonObject object) {
        return ofGemini(object, "");
    }

    /** @param path where the object stands in the request */
    static Members ofGemini(JsonObject object, String path) {
        return new Members(object, path, true);
    }

    static Members ofOpenAi(JsonObject object) {
        return new Members(object, "", false);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** Any value, or null. */
    Object value(String name) {
        taken.add(name);
        return values.get(name);
    }

    String string(String name) {
        Object value = value(name);
        if (value == null || value instanceof String) return (String) value;
        throw wrong(name, "a string");
    }

    /** @throws FailureException where it is absent or empty, too */
    String needed(String name) {
        String value = string(name);
        if (value == null || value.isEmpty()) throw fault(name, "nothing", "a non-empty string");
        return value;
    }

    boolean flag(String name) {
        Object value = value(name);
        if (value == null) return false;
        if (value instanceof Boolean flag) return flag;
        throw wrong(name, "true or false");
    }

    /** A number, or, as in Google's JSON, its digits in a string; null where absent. */
    Number number(String name) {
        Object value = value(name);
        if (value == null) return null;
        if (value instanceof Number number) return number;
        try {
            if (google && value instanceof String digits && digits.length() < 40) return new BigDecimal(digits);
        } catch (NumberFormatException e) {
            throw wrong(name, "a number");
        }
        throw wrong(name, "a number");
    }

    Integer whole(String name) {
        Number number = number(name);
        if (number == null) return null;
        try {
            return new BigDecimal(number.toString()).intValueExact();
        } catch (ArithmeticException e) {
            throw wrong(name, "an integer of 32 bits");
        }
    }

    /** An object's members, or null. */
    Members object(String name) {
        Object value = value(name);
        if (value == null) return null;
        if (value instanceof JsonObject object) return new Members(object, at(name), google);
        throw wrong(name, "an object");
    }

    /** An array's objects; Google takes one alone for an array of one. Empty where absent. */
    List<Members> objects(String name) {
        Object value = value(name);
        if (value == null) return List.of();
        if (google && value instanceof JsonObject one) return List.of(new Members(one, at(name), true));
        if (!(value instanceof JsonArray array)) throw wrong(name, "an array of objects");
        List<Members> all = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            String element = name + "[" + i + "]";
            if (!(array.getValue(i) instanceof JsonObject object))
                throw fault(element, shown(array.getValue(i)), "an object");
            all.add(new Members(object, at(element), google));
        }
        return all;
    }

    List<String> strings(String name) {
        Object value = value(name);
        if (value == null) return List.of();
        if (value instanceof String one) return List.of(one);
        if (!(value instanceof JsonArray array)) throw wrong(name, "an array of strings");
        List<String> all = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            if (!(array.getValue(i) instanceof String each))
                throw fault(name + "[" + i + "]", shown(array.getValue(i)), "a string");
            all.add(each);
        }
        return all;
    }

    /** A constant's name in capitals, or null; {@code …_UNSPECIFIED}, which is what absence means, is null, too. */
    String constant(String name) {
        String value = string(name);
        if (value == null || value.isEmpty()) return null;
        String upper = value.toUpperCase(Locale.ROOT);
        return upper.endsWith("_UNSPECIFIED") ? null : upper;
    }

    /** Refuses those of these members that say anything. */
    void uncarried(String... names) {
        for (String name : names)
            if (says(value(name)))
                throw fault(name, shown(values.get(name)), "nothing, as the model that answers has no such thing");
    }

    /** @throws FailureException where a member is left that nobody knows */
    void end() {
        for (String name : values.keySet())
            if (!taken.contains(name)) throw fault(name, shown(values.get(name)), "no such member");
    }

    FailureException wrong(String name, String expected) {
        return fault(name, shown(values.get(name)), expected);
    }

    FailureException fault(String name, String got, String expected) {
        return refused(at(name), "got " + got + ", expected " + expected);
    }

    /** The path of a member, or of this object where the name is empty. */
    String at(String name) {
        if (name.isEmpty()) return path;
        return path.isEmpty() ? name : path + "." + name;
    }

    static FailureException refused(String field, String why) {
        String shown = InvalidValueException.show(field);
        return Failure.invalid(field, shown.substring(1, shown.length() - 1) + ": " + why)
                .exception();
    }

    static boolean says(Object value) {
        if (value == null || Boolean.FALSE.equals(value) || "".equals(value)) return false;
        if (value instanceof Number number) return number.doubleValue() != 0;
        if (value instanceof JsonArray array) return !array.isEmpty();
        return !(value instanceof JsonObject object) || !object.isEmpty();
    }

    static String shown(Object value) {
        if (value instanceof JsonObject) return "an object";
        if (value instanceof JsonArray) return "an array";
        return InvalidValueException.show(value);
    }

    private static String camel(String name) {
        if (name.indexOf('_') < 0) return name;
        StringBuilder out = new StringBuilder(name.length());
        boolean up = false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '_' && i > 0) up = true;
            else {
                out.append(up ? Character.toUpperCase(c) : c);
                up = false;
            }
        }
        return out.toString();
    }
}
