package dev.sluice.dialect.anthropic;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Tool definitions and the choice among them: Anthropic's {@code tools} and {@code tool_choice}, and OpenAI's with {@code parallel_tool_calls}. */
final class Tools {
    private Tools() {}

    /** Takes {@code tools} and {@code tool_choice} of an Anthropic request. */
    static void toChat(Members request, JsonObject out) {
        JsonArray tools = new JsonArray();
        for (Members tool : request.objects("tools")) tools.add(function(tool));
        if (!tools.isEmpty()) out.put("tools", tools);
        Members choice = request.object("tool_choice");
        if (choice == null) return;
        String type = choice.needString("type");
        out.put(
                "tool_choice",
                switch (type) {
                    case "auto", "none" -> type;
                    case "any" -> "required";
                    case "tool" -> named(choice.needString("name"));
                    default -> throw choice.fault("type", "one of auto, any, tool, none");
                });
        if (choice.flag("disable_parallel_tool_use")) out.put("parallel_tool_calls", false);
        choice.end();
    }

    private static JsonObject function(Members tool) {
        String type = tool.string("type");
        // Tools that Anthropic runs itself, such as web_search_20250305.
        if (type != null && !type.equals("custom"))
            throw tool.refused("type", "only tools of type custom are carried over");
        JsonObject function = new JsonObject().put("name", tool.needString("name"));
        String description = tool.string("description");
        if (description != null) function.put("description", description);
        JsonObject schema = tool.tree("input_schema");
        if (schema == null) throw tool.fault("input_schema", "a JSON schema");
        function.put("parameters", schema);
        if (tool.flag("strict")) function.put("strict", true);
        tool.skip("cache_control", "eager_input_streaming");
        tool.end();
        return new JsonObject().put("type", "function").put("function", function);
    }

    private static JsonObject named(String name) {
        return new JsonObject().put("type", "function").put("function", new JsonObject().put("name", name));
    }

    /** Takes {@code tools}, {@code tool_choice} and {@code parallel_tool_calls} of an OpenAI request. */
    static void toMessages(Members chat, JsonObject out) {
        JsonArray tools = new JsonArray();
        for (Members tool : chat.objects("tools")) tools.add(custom(tool));
        if (!tools.isEmpty()) out.put("tools", tools);
        JsonObject choice = choice(chat);
        boolean parallel = !chat.has("parallel_tool_calls") || chat.flag("parallel_tool_calls");
        chat.skip("parallel_tool_calls");
        boolean mayCall =
                choice == null ? !tools.isEmpty() : !choice.getString("type").equals("none");
        if (!parallel && mayCall) {
            if (choice == null) choice = new JsonObject().put("type", "auto");
            choice.put("disable_parallel_tool_use", true);
        }
        if (choice != null) out.put("tool_choice", choice);
    }

    private static JsonObject custom(Members tool) {
        String type = tool.needString("type");
        if (!type.equals("function")) throw tool.refused("type", "only tools of type function are carried over");
        Members function = tool.object("function");
        if (function == null) throw tool.fault("function", "an object");
        JsonObject out = new JsonObject().put("name", function.needString("name"));
        String description = function.string("description");
        if (description != null) out.put("description", description);
        JsonObject schema = function.tree("parameters");
        schema = schema == null ? new JsonObject() : schema.copy();
        // Anthropic wants the type said, and OpenAI takes a tool without parameters.
        if (!schema.containsKey("type")) schema.put("type", "object");
        out.put("input_schema", schema);
        if (function.flag("strict")) out.put("strict", true);
        function.end();
        if (tool.has("cache_control")) out.put("cache_control", tool.value("cache_control"));
        tool.end();
        return out;
    }

    private static JsonObject choice(Members chat) {
        Object choice = chat.value("tool_choice");
        if (choice == null) return null;
        if (choice instanceof JsonObject) {
            Members object = chat.object("tool_choice");
            String type = object.needString("type");
            if (!type.equals("function"))
                throw object.refused("type", "name one function, or say auto, required or none");
            Members function = object.object("function");
            if (function == null) throw object.fault("function", "an object");
            JsonObject out = new JsonObject().put("type", "tool").put("name", function.needString("name"));
            function.end();
            object.end();
            return out;
        }
        if ("auto".equals(choice) || "none".equals(choice)) return new JsonObject().put("type", choice);
        if ("required".equals(choice)) return new JsonObject().put("type", "any");
        throw chat.fault("tool_choice", "one of auto, none, required, or a function by name");
    }
}
