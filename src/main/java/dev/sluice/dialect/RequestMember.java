package dev.sluice.dialect;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.model.InvalidValueException;
import io.vertx.core.buffer.Buffer;

/**
 * One member of an object in a request's body, as offsets into that body.
 *
 * @param name      its name, unescaped
 * @param kind      its value's first token
 * @param text      its value where that is a string, else null
 * @param from      offset of the name's opening quote
 * @param valueFrom offset of the value's first byte
 * @param to        offset after the value's last byte
 */
record RequestMember(String name, JsonToken kind, String text, int from, int valueFrom, int to) {
    /** Digits of a number that are shown. */
    private static final int SHOWN = 40;

    boolean isNull() {
        return kind == JsonToken.VALUE_NULL;
    }

    /** The value in the words of an error message. */
    String shown(Buffer body) {
        return shown(kind, text != null ? text : body.getString(valueFrom, Math.min(to, valueFrom + SHOWN)));
    }

    /** @param text the value's text; not looked at where it is an object or an array */
    static String shown(JsonToken kind, String text) {
        return switch (kind) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> InvalidValueException.show(text);
            default -> text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
        };
    }
}
