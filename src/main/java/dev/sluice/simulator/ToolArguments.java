package dev.sluice.simulator;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Random;

/** Makes up arguments that satisfy the common part of a JSON schema, out of the user's words where it can. */
final class ToolArguments {
    private static final int MAX_DEPTH = 6;

    private final Question question;
    private final Random random;

    private ToolArguments(Question question, long seed) {
        this.question = question;
        this.random = new Random(seed);
    }

    /** @return a JSON object as text */
    static String json(JsonObject schema, Question question, long seed) {
        return new ToolArguments(question, seed).object(schema, 0).encode();
    }

    private JsonObject object(JsonObject schema, int depth) {
        JsonObject out = new JsonObject();
        if (schema.getValue("properties") instanceof JsonObject properties && depth < MAX_DEPTH)
            for (String name : properties.fieldNames())
                out.put(name, value(name, properties.getValue(name), depth + 1));
        return out;
    }

    private Object value(String name, Object schema, int depth) {
        if (!(schema instanceof JsonObject object)) return question.subject();
        if (object.containsKey("const")) return object.getValue("const");
        if (object.getValue("enum") instanceof JsonArray options && !options.isEmpty())
            return options.getValue(random.nextInt(options.size()));
        for (String either : new String[] {"anyOf", "oneOf", "allOf"})
            if (object.getValue(either) instanceof JsonArray options && !options.isEmpty() && depth < MAX_DEPTH)
                return value(name, options.getValue(0), depth + 1);
        return switch (type(object)) {
            case "object" -> object(object, depth);
            case "array" -> array(name, object, depth);
            case "integer" -> (long) number(object);
            case "number" -> number(object) + 0.5;
            case "boolean" -> random.nextBoolean();
            case "null" -> null;
            default -> string(name, object);
        };
    }

    private static String type(JsonObject schema) {
        Object type = schema.getValue("type");
        if (type instanceof JsonArray several && !several.isEmpty()) type = several.getValue(0);
        if (type instanceof String one) return one;
        return schema.containsKey("properties") ? "object" : "string";
    }

    private JsonArray array(String name, JsonObject schema, int depth) {
        JsonArray out = new JsonArray();
        int count = schema.getValue("minItems") instanceof Number least ? Math.min(least.intValue(), 20) : 2;
        for (int i = 0; i < count && depth < MAX_DEPTH; i++) out.add(value(name, schema.getValue("items"), depth + 1));
        return out;
    }

    private double number(JsonObject schema) {
        long low = schema.getValue("minimum") instanceof Number minimum ? minimum.longValue() : 1;
        long high = schema.getValue("maximum") instanceof Number maximum ? maximum.longValue() : low + 30;
        return low + random.nextInt((int) Math.max(1, Math.min(1000, high - low)));
    }

    private String string(String name, JsonObject schema) {
        if (schema.getValue("format") instanceof String format) {
            if (format.equals("date")) return "2026-11-0" + (1 + random.nextInt(9));
            if (format.equals("date-time")) return "2026-11-0" + (1 + random.nextInt(9)) + "T09:30:00Z";
            if (format.equals("email")) return "zoe@example.org";
            if (format.equals("uri")) return "https://example.org/";
        }
        boolean wide = name.matches("(?i).*(query|text|question|message|prompt|body).*");
        return wide && !question.quote().isEmpty() ? question.quote() : question.subject();
    }
}
