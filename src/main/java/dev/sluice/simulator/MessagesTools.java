package dev.sluice.simulator;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The tools of a {@code POST /v1/messages} and the choice among them, put in the words that {@link ToolChoice} reads. */
final class MessagesTools {
    private MessagesTools() {}

    static void read(JsonObject body, JsonObject chat) {
        JsonArray functions = new JsonArray();
        if (body.getValue("tools") instanceof JsonArray tools)
            for (int i = 0; i < tools.size(); i++)
                if (!runByAnthropic(tools.getValue(i))) functions.add(function(tools.getValue(i), "tools." + i));
        if (!functions.isEmpty()) chat.put("tools", functions);
        Object choice = body.getValue("tool_choice");
        if (choice == null) return;
        if (functions.isEmpty())
            throw MessagesReader.refused("tool_choice", "tool_choice may only be specified while providing tools");
        chat.put("tool_choice", choice(choice));
    }

    /** They have types of their own, such as {@code web_search_20250305}, and no schema; nothing is ever looked up here. */
    private static boolean runByAnthropic(Object tool) {
        return tool instanceof JsonObject object
                && object.getValue("type") instanceof String type
                && !type.equals("custom");
    }

    private static JsonObject function(Object value, String path) {
        if (!(value instanceof JsonObject tool) || !(tool.getValue("name") instanceof String name))
            throw MessagesReader.refused(path + ".custom.name", "Field required");
        if (!(tool.getValue("input_schema") instanceof JsonObject schema))
            throw MessagesReader.refused(path + ".custom.input_schema", "Field required");
        if (!"object".equals(schema.getValue("type")))
            throw MessagesReader.refused(path + ".custom.input_schema.type", "Field required");
        JsonObject function = new JsonObject().put("name", name).put("parameters", schema);
        return new JsonObject().put("type", "function").put("function", function);
    }

    private static Object choice(Object choice) {
        Object type = choice instanceof JsonObject object ? object.getValue("type") : null;
        if ("auto".equals(type) || "none".equals(type)) return type;
        if ("any".equals(type)) return "required";
        if (!"tool".equals(type))
            throw MessagesReader.refused(
                    "tool_choice", "Input tag does not match any of: 'auto', 'any', 'tool', 'none'");
        JsonObject function = new JsonObject().put("name", ((JsonObject) choice).getValue("name"));
        return new JsonObject().put("type", "function").put("function", function);
    }
}
