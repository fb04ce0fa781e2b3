package dev.sluice.dialect.gemini;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Gemini's {@code Schema}, a part of OpenAPI 3.0 with types in capitals (ai.google.dev/api/caching#Schema), as JSON Schema.
 * The other way needs no translation: Gemini takes JSON Schema as it is, under other names.
 */
final class Schema {
    private static final Set<String> TYPES =
            Set.of("STRING", "NUMBER", "INTEGER", "BOOLEAN", "ARRAY", "OBJECT", "NULL");

    private Schema() {}

    static JsonObject json(Members schema) {
        JsonObject out = new JsonObject();
        String type = schema.constant("type");
        boolean nullable = schema.flag("nullable");
        if (type != null && !TYPES.contains(type))
            throw schema.wrong("type", "one of " + List.copyOf(new java.util.TreeSet<>(TYPES)));
        if (type != null) {
            String lower = type.toLowerCase(Locale.ROOT);
            out.put("type", nullable ? new JsonArray().add(lower).add("null") : lower);
        }
        for (String text : List.of("title", "description", "format", "pattern"))
            if (schema.string(text) != null) out.put(text, schema.string(text));
        List<String> values = schema.strings("enum");
        if (!values.isEmpty()) {
            JsonArray allowed = new JsonArray(List.copyOf(values));
            out.put("enum", nullable ? allowed.copy().addNull() : allowed);
        }
        for (String limit : List.of("minItems", "maxItems", "minProperties", "maxProperties", "minLength", "maxLength"))
            if (schema.whole(limit) != null) out.put(limit, schema.whole(limit));
        for (String limit : List.of("minimum", "maximum"))
            if (schema.number(limit) != null) out.put(limit, schema.number(limit));
        if (schema.has("default")) out.put("default", schema.value("default"));
        if (schema.has("example")) out.put("examples", new JsonArray().add(schema.value("example")));
        Members items = schema.object("items");
        if (items != null) out.put("items", json(items));
        List<Members> either = schema.objects("anyOf");
        if (!either.isEmpty()) out.put("anyOf", anyOf(either, nullable && type == null));
        properties(schema, out);
        schema.end();
        return out;
    }

    private static JsonArray anyOf(List<Members> either, boolean nullable) {
        JsonArray out = new JsonArray();
        either.forEach(each -> out.add(json(each)));
        return nullable ? out.add(new JsonObject().put("type", "null")) : out;
    }

    /** JSON Schema has no order of its own; models write members in the order that they read. */
    private static void properties(Members schema, JsonObject out) {
        List<String> order = schema.strings("propertyOrdering");
        List<String> required = schema.strings("required");
        if (schema.value("properties") != null) {
            if (!(schema.value("properties") instanceof JsonObject named))
                throw schema.wrong("properties", "an object");
            JsonObject properties = new JsonObject();
            for (String name : order) if (named.containsKey(name)) put(schema, named, name, properties);
            for (String name : named.fieldNames())
                if (!properties.containsKey(name)) put(schema, named, name, properties);
            out.put("properties", properties);
        }
        if (!required.isEmpty()) out.put("required", new JsonArray(List.copyOf(required)));
    }

    private static void put(Members schema, JsonObject from, String name, JsonObject to) {
        String path = "properties." + name;
        if (!(from.getValue(name) instanceof JsonObject each))
            throw schema.fault(path, Members.shown(from.getValue(name)), "an object");
        to.put(name, json(Members.ofGemini(each, schema.at(path))));
    }
}
