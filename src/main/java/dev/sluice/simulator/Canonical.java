package dev.sluice.simulator;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.TreeSet;

/** One spelling for JSON values that mean the same: members sorted, no white space. */
final class Canonical {
    private Canonical() {}

    static String text(Object value) {
        StringBuilder out = new StringBuilder();
        append(out, value);
        return out.toString();
    }

    private static void append(StringBuilder out, Object value) {
        if (value instanceof JsonObject object) {
            out.append('{');
            for (String name : new TreeSet<>(object.fieldNames())) {
                JsonText.quote(out, name);
                append(out.append(':'), object.getValue(name));
                out.append(',');
            }
            out.append('}');
        } else if (value instanceof JsonArray array) {
            out.append('[');
            for (Object element : array) {
                append(out, element);
                out.append(',');
            }
            out.append(']');
        } else {
            out.append(Json.encode(value));
        }
    }
}
