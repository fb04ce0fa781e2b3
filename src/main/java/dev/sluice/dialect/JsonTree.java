package dev.sluice.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.model.Failure;
import dev.sluice.model.InvalidValueException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Map;

/**
 * JSON as a tree, for what has to be translated and not only looked at. Reads as strictly as {@link OpenAiRequest} does, and
 * writes every Java string, half a surrogate pair included, which a common encoder refuses. Any thread.
 */
public final class JsonTree {
    private JsonTree() {}

    /**
     * Reads a caller's body.
     *
     * @throws dev.sluice.model.FailureException INVALID, where it is not one JSON object in UTF-8 (no field), or where a member comes
     *     twice or a number is out of range (the field is its path, such as {@code messages[2].role})
     */
    public static JsonObject ofCaller(Buffer body) {
        return RequestReader.read(body, parser -> object(parser, ""));
    }

    /** One line of UTF-8. */
    public static Buffer encode(Object value) {
        return Buffer.buffer(append(new StringBuilder(256), value).toString());
    }

    /** The same as text, in which half a surrogate pair is an escape. */
    public static String text(Object value) {
        return append(new StringBuilder(64), value).toString();
    }

    private static JsonObject object(JsonParser parser, String path) throws IOException {
        JsonObject object = new JsonObject();
        for (String name; (name = parser.nextFieldName()) != null; ) {
            String at = path.isEmpty() ? name : path + "." + name;
            // Readers disagree about which of two counts.
            if (object.containsKey(name)) throw RequestReader.twice(at);
            parser.nextToken();
            object.getMap().put(name, value(parser, at));
        }
        return object;
    }

    private static JsonArray array(JsonParser parser, String path) throws IOException {
        JsonArray array = new JsonArray();
        while (parser.nextToken() != JsonToken.END_ARRAY) array.add(value(parser, path + "[" + array.size() + "]"));
        return array;
    }

    /**
     * The value that the parser is at, read to its end.
     *
     * @param path for faults
     */
    static Object value(JsonParser parser, String path) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, path);
            case START_ARRAY -> array(parser, path);
            case VALUE_STRING -> parser.getText();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> number(parser, path);
        };
    }

    private static Number number(JsonParser parser, String path) throws IOException {
        Number number = parser.getNumberValue();
        if (number instanceof Double real && real.isInfinite())
            throw Failure.invalid(
                            path,
                            path + ": got " + InvalidValueException.show(parser.getText())
                                    + ", expected a number that fits a double")
                    .exception();
        return number;
    }

    private static StringBuilder append(StringBuilder out, Object value) {
        if (value instanceof JsonObject object) return members(out, object.getMap());
        if (value instanceof Map<?, ?> map) return members(out, map);
        if (value instanceof JsonArray array) return elements(out, array.getList());
        if (value instanceof Iterable<?> list) return elements(out, list);
        if (value instanceof CharSequence text)
            return JsonText.escaped(text, out.append('"')).append('"');
        if (value == null || value instanceof Number || value instanceof Boolean) return out.append(value);
        throw new IllegalArgumentException(value.getClass() + " is no JSON");
    }

    private static StringBuilder members(StringBuilder out, Map<?, ?> members) {
        char before = '{';
        for (Map.Entry<?, ?> member : members.entrySet()) {
            append(out.append(before), member.getKey());
            append(out.append(':'), member.getValue());
            before = ',';
        }
        return (before == '{' ? out.append('{') : out).append('}');
    }

    private static StringBuilder elements(StringBuilder out, Iterable<?> elements) {
        char before = '[';
        for (Object element : elements) {
            append(out.append(before), element);
            before = ',';
        }
        return (before == '[' ? out.append('[') : out).append(']');
    }
}
