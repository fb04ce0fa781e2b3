package dev.sluice.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import dev.sluice.model.InvalidValueException;
import dev.sluice.sse.ByteSpan;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Map;

/**
 * JSON as a tree, for what is translated from one dialect into another. Numbers keep their value: a fraction becomes a
 * {@link java.math.BigDecimal}. Half a surrogate pair survives both ways, as it does in {@link JsonText}. Any thread.
 */
public final class JsonTree {
    private JsonTree() {}

    /**
     * Reads a request's body.
     *
     * @throws FailureException INVALID, its field null, where the body is not one JSON object in UTF-8, or a member
     *     comes twice in the same object (then it is named)
     */
    public static JsonObject ofCaller(Buffer body) {
        if (body == null || body.length() == 0) throw unreadable("the body is empty, expected a JSON object");
        ByteSpan bytes = ByteSpan.of(body);
        int fault = Utf8.firstFault(bytes.array(), bytes.from(), bytes.to());
        if (fault >= 0) throw unreadable("the body is not UTF-8 at byte " + (fault - bytes.from()));
        try (JsonParser parser = Json.ofCaller(bytes)) {
            return object(parser, true);
        } catch (JsonProcessingException e) {
            long at = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
            throw unreadable("the body is not a JSON object of at most " + Json.MAX_DEPTH + " levels, near byte " + at);
        } catch (IOException e) {
            throw unreadable("the body: " + e.getMessage());
        }
    }

    /**
     * Reads what a provider sent: an event's data, or an answer's body.
     *
     * @throws FailureException {@code upstream_malformed} where it is not one JSON object in UTF-8
     */
    public static JsonObject ofProvider(Buffer data) {
        try (JsonParser parser = pull(data)) {
            return object(parser, false);
        } catch (IOException e) {
            throw malformed("not a JSON object");
        }
    }

    /**
     * A pull parser over what a provider sent, in front of its first token, for those who need no tree.
     *
     * @throws FailureException {@code upstream_malformed} where it is not UTF-8
     */
    public static JsonParser pull(Buffer data) {
        ByteSpan bytes = ByteSpan.of(data);
        int fault = Utf8.firstFault(bytes.array(), bytes.from(), bytes.to());
        if (fault >= 0) throw malformed("not UTF-8 at byte " + (fault - bytes.from()));
        try {
            return Json.ofProvider(bytes);
        } catch (IOException e) {
            throw malformed("not a JSON object");
        }
    }

    /** Writes objects, arrays, maps, lists, strings, numbers, booleans and null, on one line. */
    public static Buffer write(Object value) {
        Buffer out = Buffer.buffer();
        append(out, value);
        return out;
    }

    private static void append(Buffer out, Object value) {
        if (value instanceof JsonObject object) members(out, object.getMap());
        else if (value instanceof Map<?, ?> map) members(out, map);
        else if (value instanceof JsonArray array) elements(out, array.getList());
        else if (value instanceof Iterable<?> list) elements(out, list);
        else if (value instanceof CharSequence text) out.appendBuffer(JsonText.literal(text));
        else out.appendString(String.valueOf(value));
    }

    private static void members(Buffer out, Map<?, ?> members) {
        String separator = "{";
        for (Map.Entry<?, ?> member : members.entrySet()) {
            out.appendString(separator)
                    .appendBuffer(JsonText.literal((String) member.getKey()))
                    .appendString(":");
            append(out, member.getValue());
            separator = ",";
        }
        out.appendString(members.isEmpty() ? "{}" : "}");
    }

    private static void elements(Buffer out, Iterable<?> elements) {
        out.appendString("[");
        String separator = "";
        for (Object element : elements) {
            append(out.appendString(separator), element);
            separator = ",";
        }
        out.appendString("]");
    }

    private static JsonObject object(JsonParser parser, boolean strict) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT)
            throw new IOException("got no object, expected a JSON object");
        JsonObject object = members(parser, strict);
        if (parser.nextToken() != null) throw new IOException("goes on after its JSON object");
        return object;
    }

    private static JsonObject members(JsonParser parser, boolean strict) throws IOException {
        JsonObject object = new JsonObject();
        for (String name; (name = parser.nextFieldName()) != null; ) {
            parser.nextToken();
            if (strict && object.containsKey(name)) throw twice(name);
            object.put(name, value(parser, strict));
        }
        return object;
    }

    private static Object value(JsonParser parser, boolean strict) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> members(parser, strict);
            case START_ARRAY -> {
                JsonArray array = new JsonArray();
                while (parser.nextToken() != JsonToken.END_ARRAY) array.add(value(parser, strict));
                yield array;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getNumberValue();
            case VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new IOException("unexpected " + parser.currentToken());
        };
    }

    private static FailureException twice(String name) {
        String shown = InvalidValueException.show(name);
        return Failure.invalid(name, shown.substring(1, shown.length() - 1) + ": got it twice, expected it once")
                .exception();
    }

    private static FailureException unreadable(String message) {
        return Failure.invalid(null, message).exception();
    }

    private static FailureException malformed(String what) {
        return Failure.of(Failure.Kind.UPSTREAM, "upstream_malformed", "the provider sent JSON that is " + what)
                .exception();
    }
}
