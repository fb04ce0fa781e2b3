package dev.sluice.dialect.gemini;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** OpenAI's {@code tools} and {@code tool_choice} as Gemini's {@code tools} and {@code toolConfig}. */
final class ToolsToGemini {
    private final Members request;
    private final List<JsonObject> functions = new ArrayList<>();
    private boolean strict;

    private ToolsToGemini(Members request) {
        this.request = request;
    }

    static void put(Members request, JsonObject out) {
        new ToolsToGemini(request).all(out);
    }

    private void all(JsonObject out) {
        for (Members tool : request.objects("tools")) declare(tool);
        Object parallel = request.value("parallel_tool_calls");
        if (Boolean.FALSE.equals(parallel) && !functions.isEmpty())
            throw request.wrong("parallel_tool_calls", "true, as Gemini may always make several calls");
        request.uncarried("functions", "function_call");
        JsonObject calling = choice(request.value("tool_choice"));
        if (functions.isEmpty()) return;
        out.put("tools", new JsonArray().add(new JsonObject().put("functionDeclarations", new JsonArray(functions))));
        // Arguments that hold to the schema: in mode ANY they do anyway.
        if (calling == null && strict) calling = new JsonObject().put("mode", "VALIDATED");
        if (calling != null) out.put("toolConfig", new JsonObject().put("functionCallingConfig", calling));
    }

    private void declare(Members tool) {
        String type = tool.needed("type");
        if (!type.equals("function")) throw tool.wrong("type", "function");
        Members function = tool.object("function");
        if (function == null) throw tool.fault("function", "nothing", "an object");
        tool.end();
        JsonObject declared = new JsonObject().put("name", function.needed("name"));
        String description = function.string("description");
        if (description != null) declared.put("description", description);
        Object parameters = function.value("parameters");
        if (parameters != null && !(parameters instanceof JsonObject)) throw function.wrong("parameters", "an object");
        if (Members.says(parameters)) declared.put("parametersJsonSchema", parameters);
        strict |= function.flag("strict");
        function.end();
        functions.add(declared);
    }

    /** @return the functionCallingConfig, or null for Gemini's default, which is OpenAI's, too */
    private JsonObject choice(Object choice) {
        if (choice == null || choice.equals("auto")) return null;
        if (choice.equals("none")) return new JsonObject().put("mode", "NONE");
        if (choice.equals("required")) return any(List.of());
        if (!(choice instanceof JsonObject)) throw request.wrong("tool_choice", "none, auto, required or an object");
        Members object = request.object("tool_choice");
        String type = object.needed("type");
        if (type.equals("allowed_tools")) return allowed(object);
        if (!type.equals("function")) throw object.wrong("type", "function or allowed_tools");
        String name = named(object);
        object.end();
        return any(List.of(name));
    }

    private JsonObject allowed(Members choice) {
        Members allowed = choice.object("allowed_tools");
        if (allowed == null) throw choice.fault("allowed_tools", "nothing", "an object");
        String mode = allowed.needed("mode");
        List<String> names = new ArrayList<>();
        for (Members tool : allowed.objects("tools")) {
            if (!"function".equals(tool.string("type"))) throw tool.wrong("type", "function");
            names.add(named(tool));
            tool.end();
        }
        allowed.end();
        choice.end();
        if (mode.equals("required")) return any(names);
        if (!mode.equals("auto")) throw allowed.wrong("mode", "auto or required");
        functions.removeIf(function -> !names.contains(function.getString("name")));
        return null;
    }

    private String named(Members holder) {
        Members function = holder.object("function");
        if (function == null) throw holder.fault("function", "nothing", "an object");
        String name = function.needed("name");
        function.end();
        if (functions.stream().noneMatch(declared -> name.equals(declared.getString("name"))))
            throw function.fault("name", Members.shown(name), "a function of tools");
        return name;
    }

    private JsonObject any(List<String> names) {
        if (functions.isEmpty()) throw request.wrong("tool_choice", "none or auto where there are no tools");
        JsonObject calling = new JsonObject().put("mode", "ANY");
        return names.isEmpty() ? calling : calling.put("allowedFunctionNames", new JsonArray(names));
    }
}
