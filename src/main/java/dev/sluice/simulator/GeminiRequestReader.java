package dev.sluice.simulator;

import dev.sluice.simulator.ChatRequest.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads a {@code GenerateContentRequest} and refuses what Google would refuse, unknown members included. What it means is put
 * into the words of the OpenAI face, so that the same question gets the same answer.
 */
final class GeminiRequestReader {
    private static final Set<String> MEMBERS = Set.of(
            "contents",
            "systemInstruction",
            "tools",
            "toolConfig",
            "safetySettings",
            "generationConfig",
            "cachedContent",
            "model");
    private static final int MAX_STOPS = 5;

    private GeminiRequestReader() {}

    /**
     * @param simulate the header's directives, or null
     * @throws RefusedException 400 or 404
     */
    static ChatRequest read(String model, JsonObject body, boolean stream, String simulate) {
        for (String name : body.fieldNames())
            if (!MEMBERS.contains(name))
                throw GeminiRefusal.invalid(
                        "Invalid JSON payload received. Unknown name \"" + name + "\": Cannot find field.");
        Script script = ScriptReader.read(model, simulate);
        List<Message> messages = messages(body);
        JsonObject config = object(body.getValue("generationConfig"), "generation_config");
        if (config.getValue("candidateCount") instanceof Number count && count.intValue() != 1)
            throw GeminiRefusal.invalid("Only one candidate can be specified");
        return new ChatRequest(
                model,
                script,
                messages,
                stream,
                false,
                false,
                maxTokens(config.getValue("maxOutputTokens")),
                stops(config.getValue("stopSequences")),
                ToolChoice.of(tools(body), messages));
    }

    private static List<Message> messages(JsonObject body) {
        List<Message> messages = new ArrayList<>();
        if (body.getValue("systemInstruction") instanceof JsonObject system) messages.add(message("system", system));
        if (!(body.getValue("contents") instanceof JsonArray contents) || contents.isEmpty())
            throw GeminiRefusal.invalid("* GenerateContentRequest.contents: contents is not specified");
        for (int i = 0; i < contents.size(); i++) {
            JsonObject content = object(contents.getValue(i), "contents[" + i + "]");
            Object role = content.getValue("role", "user");
            if (!List.of("user", "model", "function").contains(role))
                throw GeminiRefusal.invalid("Please use a valid role: user, model.");
            messages.add(message(role.equals("model") ? "assistant" : "user", content));
        }
        return messages;
    }

    /** A message of results alone is a tool's. */
    private static Message message(String role, JsonObject content) {
        if (!(content.getValue("parts") instanceof JsonArray parts) || parts.isEmpty())
            throw GeminiRefusal.invalid("* GenerateContentRequest.contents.parts: must not be empty");
        StringBuilder text = new StringBuilder();
        StringBuilder rest = new StringBuilder();
        boolean results = true;
        for (Object each : parts) {
            JsonObject part = object(each, "parts");
            if (part.getValue("text") instanceof String words) text.append(words);
            else rest.append(Canonical.text(part));
            results &= part.containsKey("functionResponse");
        }
        String who = results ? "tool" : role;
        return new Message(who, text.toString(), Canonical.text(new JsonObject().put("role", who)) + text + rest);
    }

    /** What {@link ToolChoice} reads: OpenAI's {@code tools} and {@code tool_choice}. */
    private static JsonObject tools(JsonObject body) {
        JsonArray tools = new JsonArray();
        if (body.getValue("tools") instanceof JsonArray groups)
            for (Object group : groups)
                if (object(group, "tools").getValue("functionDeclarations") instanceof JsonArray declared)
                    for (Object each : declared) tools.add(tool(object(each, "function_declarations")));
        JsonObject out = new JsonObject().put("tools", tools);
        JsonObject config = object(body.getValue("toolConfig"), "tool_config");
        JsonObject calling = object(config.getValue("functionCallingConfig"), "function_calling_config");
        Object mode = calling.getValue("mode");
        if ("NONE".equals(mode)) out.put("tool_choice", "none");
        if (!"ANY".equals(mode)) return out;
        if (calling.getValue("allowedFunctionNames") instanceof JsonArray names && !names.isEmpty())
            return out.put(
                    "tool_choice", new JsonObject().put("function", new JsonObject().put("name", names.getValue(0))));
        return out.put("tool_choice", "required");
    }

    private static JsonObject tool(JsonObject declared) {
        JsonObject function = new JsonObject().put("name", declared.getValue("name"));
        Object schema = declared.getValue("parametersJsonSchema", declared.getValue("parameters"));
        if (schema != null) function.put("parameters", lowerTypes(schema));
        return new JsonObject().put("function", function);
    }

    private static Object lowerTypes(Object schema) {
        if (schema instanceof JsonArray array) {
            JsonArray out = new JsonArray();
            array.forEach(each -> out.add(lowerTypes(each)));
            return out;
        }
        if (!(schema instanceof JsonObject object)) return schema;
        JsonObject out = new JsonObject();
        for (String name : object.fieldNames()) {
            Object value = object.getValue(name);
            boolean type = name.equals("type") && value instanceof String;
            out.put(name, type ? value.toString().toLowerCase(Locale.ROOT) : lowerTypes(value));
        }
        return out;
    }

    private static int maxTokens(Object max) {
        if (max == null) return -1;
        if (max instanceof Number number && number.intValue() > 0 && number.intValue() == number.doubleValue())
            return number.intValue();
        throw GeminiRefusal.invalid("* GenerateContentRequest.generation_config.max_output_tokens: must be positive");
    }

    private static List<String> stops(Object value) {
        if (value == null) return List.of();
        if (!(value instanceof JsonArray array) || array.size() > MAX_STOPS)
            throw GeminiRefusal.invalid("* GenerateContentRequest.generation_config.stop_sequences: at most 5 strings");
        return array.stream()
                .map(String::valueOf)
                .filter(stop -> !stop.isEmpty())
                .toList();
    }

    private static JsonObject object(Object value, String path) {
        if (value == null) return new JsonObject();
        if (value instanceof JsonObject object) return object;
        throw GeminiRefusal.invalid("Invalid value at '" + path + "'");
    }
}
