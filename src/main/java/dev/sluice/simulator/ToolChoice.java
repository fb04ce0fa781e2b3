package dev.sluice.simulator;

import dev.sluice.simulator.ChatRequest.Message;
import dev.sluice.simulator.ChatRequest.Tool;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Decides whether the answer is a tool call: where {@code tool_choice} demands one, or where the last message is the user's
 * and says {@code call NAME}. Once the tool's result is in, that wish counts as fulfilled, so that agents come to an end.
 */
final class ToolChoice {
    private ToolChoice() {}

    /** @return the tool to call, or null */
    static Tool of(JsonObject body, List<Message> messages) {
        List<Tool> tools = tools(body.getValue("tools"));
        Object choice = body.getValue("tool_choice");
        if (choice instanceof JsonObject object) return named(object, tools);
        if (choice != null && !List.of("none", "auto", "required").contains(choice))
            throw RefusedException.invalid("tool_choice", "Invalid value for 'tool_choice'.");
        if ("required".equals(choice) && tools.isEmpty())
            throw RefusedException.invalid("tool_choice", "'tool_choice' is only allowed when 'tools' are specified.");
        if ("none".equals(choice)) return null;
        Message last = messages.get(messages.size() - 1);
        Tool wished = last.role().equals("user") ? wished(last.text(), tools) : null;
        return wished == null && "required".equals(choice) ? tools.get(0) : wished;
    }

    private static List<Tool> tools(Object value) {
        if (value == null) return List.of();
        if (!(value instanceof JsonArray array)) throw RefusedException.invalid("tools", "Invalid type for 'tools'.");
        List<Tool> tools = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            String path = "tools[" + i + "].function";
            if (!(array.getValue(i) instanceof JsonObject tool)
                    || !(tool.getValue("function") instanceof JsonObject function))
                throw RefusedException.missing(path);
            if (!(function.getValue("name") instanceof String name) || name.isEmpty())
                throw RefusedException.missing(path + ".name");
            tools.add(new Tool(name, function.getValue("parameters") instanceof JsonObject p ? p : new JsonObject()));
        }
        return tools;
    }

    private static Tool named(JsonObject choice, List<Tool> tools) {
        String name = choice.getValue("function") instanceof JsonObject function
                        && function.getValue("name") instanceof String string
                ? string
                : "";
        return tools.stream()
                .filter(tool -> tool.name().equals(name))
                .findFirst()
                .orElseThrow(() -> RefusedException.invalid(
                        "tool_choice", "Tool choice '" + name + "' not found in 'tools' parameter."));
    }

    private static Tool wished(String text, List<Tool> tools) {
        for (Tool tool : tools)
            if (Pattern.compile("\\bcall\\s+`?" + Pattern.quote(tool.name()) + "(?![\\w-])", Pattern.CASE_INSENSITIVE)
                    .matcher(text)
                    .find()) return tool;
        return null;
    }
}
