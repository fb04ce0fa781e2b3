package dev.sluice.dialect.gemini;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Gemini's {@code tools} and {@code toolConfig} as OpenAI's {@code tools} and {@code tool_choice}. */
final class ToolsToOpenAi {
    private ToolsToOpenAi() {}

    static void put(Members request, JsonObject out) {
        List<JsonObject> functions = functions(request);
        Members config = request.object("toolConfig");
        Members calling = config == null ? null : config.object("functionCallingConfig");
        Object choice = null;
        if (calling != null) {
            List<String> allowed = calling.strings("allowedFunctionNames");
            String mode = calling.constant("mode");
            calling.end();
            choice = choice(calling, mode == null ? "AUTO" : mode, allowed, functions);
            if (!allowed.isEmpty()) functions = only(calling, allowed, functions);
            if ("VALIDATED".equals(mode)) functions.forEach(function -> function.put("strict", true));
        }
        if (config != null) {
            config.uncarried("retrievalConfig", "includeServerSideToolInvocations");
            config.end();
        }
        if (functions.isEmpty()) return;
        JsonArray tools = new JsonArray();
        for (JsonObject function : functions)
            tools.add(new JsonObject().put("type", "function").put("function", function));
        out.put("tools", tools);
        if (choice != null) out.put("tool_choice", choice);
    }

    private static List<JsonObject> functions(Members request) {
        List<JsonObject> functions = new ArrayList<>();
        for (Members tool : request.objects("tools")) {
            for (Members function : tool.objects("functionDeclarations")) functions.add(function(function));
            // Search, code execution and their like run at Google's.
            tool.end();
        }
        return functions;
    }

    private static JsonObject function(Members declared) {
        JsonObject function = new JsonObject().put("name", declared.needed("name"));
        if (declared.string("description") != null) function.put("description", declared.string("description"));
        Members schema = declared.object("parameters");
        Object json = declared.value("parametersJsonSchema");
        if (schema != null && json != null) throw declared.wrong("parametersJsonSchema", "nothing beside parameters");
        if (json != null && !(json instanceof JsonObject)) throw declared.wrong("parametersJsonSchema", "an object");
        if (schema != null || json != null) function.put("parameters", schema != null ? Schema.json(schema) : json);
        if (!"BLOCKING".equals(declared.constant("behavior"))) declared.uncarried("behavior");
        declared.uncarried("response", "responseJsonSchema");
        declared.end();
        return function;
    }

    /** Several allowed functions are said by leaving the others out, which every provider understands. */
    private static List<JsonObject> only(Members calling, List<String> allowed, List<JsonObject> functions) {
        for (String name : allowed)
            if (functions.stream().noneMatch(function -> name.equals(function.getString("name"))))
                throw calling.fault("allowedFunctionNames", Members.shown(name), "a declared function");
        return functions.stream()
                .filter(function -> allowed.contains(function.getString("name")))
                .toList();
    }

    private static Object choice(Members calling, String mode, List<String> allowed, List<JsonObject> functions) {
        if (!allowed.isEmpty() && !mode.equals("ANY") && !mode.equals("VALIDATED"))
            throw calling.wrong("allowedFunctionNames", "nothing, unless the mode is ANY or VALIDATED");
        return switch (mode) {
            case "AUTO", "VALIDATED" -> null;
            case "NONE" -> "none";
            case "ANY" -> {
                if (functions.isEmpty()) throw calling.wrong("mode", "AUTO or NONE where no function is declared");
                if (allowed.size() != 1) yield "required";
                yield new JsonObject()
                        .put("type", "function")
                        .put("function", new JsonObject().put("name", allowed.get(0)));
            }
            default -> throw calling.wrong("mode", "AUTO, ANY, NONE or VALIDATED");
        };
    }
}
