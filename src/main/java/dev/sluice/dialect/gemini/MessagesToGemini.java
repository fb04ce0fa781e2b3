package dev.sluice.dialect.gemini;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * OpenAI's messages as Gemini's {@code systemInstruction} and {@code contents}. Instructions, wherever they stand, go to the
 * one place that Gemini has for them. Results of calls that were made together become one content, in the order of the calls,
 * since Gemini tells them apart by function and order alone. Used once, by one thread.
 */
final class MessagesToGemini {
    private record Result(int order, JsonObject part) {}

    private final JsonArray system = new JsonArray();
    private final JsonArray contents = new JsonArray();
    private final Map<String, String> functions = new LinkedHashMap<>();
    private final List<Result> results = new ArrayList<>();
    private final MediaToGemini media = new MediaToGemini();

    private MessagesToGemini() {}

    /** @return OpenAI's {@code detail} that pictures want, or null */
    static String put(Members request, JsonObject out) {
        MessagesToGemini all = new MessagesToGemini();
        request.objects("messages").forEach(all::message);
        all.flushResults();
        if (all.contents.isEmpty())
            throw request.fault("messages", "instructions alone", "at least one message of another role");
        if (!all.system.isEmpty()) out.put("systemInstruction", new JsonObject().put("parts", all.system));
        out.put("contents", all.contents);
        return all.media.detail();
    }

    private void message(Members message) {
        String role = message.needed("role");
        if (!role.equals("tool") && !role.equals("function")) flushResults();
        switch (role) {
            case "system", "developer" -> texts(message, "content").forEach(text -> system.add(text(text)));
            case "user" -> user(message);
            case "assistant" -> assistant(message);
            case "tool" -> result(message, message.needed("tool_call_id"));
            case "function" -> result(message, null);
            default -> throw message.wrong("role", "system, developer, user, assistant or tool");
        }
        if (!role.equals("tool") && !role.equals("function")) message.uncarried("name");
        message.end();
    }

    private void user(Members message) {
        JsonArray parts = new JsonArray();
        if (message.value("content") instanceof String text) parts.add(text(text));
        else
            for (Members part : message.objects("content")) {
                String type = part.needed("type");
                parts.add(type.equals("text") ? text(words(part, "text")) : media.part(part, type));
                part.end();
            }
        if (parts.isEmpty()) throw message.fault("content", "nothing", "a text or a non-empty array of parts");
        contents.add(new JsonObject().put("role", "user").put("parts", parts));
    }

    private void assistant(Members message) {
        JsonArray parts = new JsonArray();
        for (String thought : List.of("reasoning_content", "reasoning")) {
            String text = message.string(thought);
            if (Members.says(text) && parts.isEmpty()) parts.add(text(text).put("thought", true));
        }
        for (String text : texts(message, "content")) if (!text.isEmpty()) parts.add(text(text));
        String refusal = message.string("refusal");
        if (Members.says(refusal)) parts.add(text(refusal));
        String signature = Signature.take(message);
        if (signature != null) {
            if (parts.isEmpty()) parts.add(text(""));
            parts.getJsonObject(parts.size() - 1).put("thoughtSignature", signature);
        }
        for (Members call : message.objects("tool_calls")) parts.add(call(call));
        message.uncarried("function_call", "audio", "annotations", "reasoning_details");
        // Says nothing: Gemini takes no content without parts.
        if (!parts.isEmpty()) contents.add(new JsonObject().put("role", "model").put("parts", parts));
    }

    private JsonObject call(Members call) {
        String type = call.string("type");
        if (type != null && !type.equals("function")) throw call.wrong("type", "function");
        call.value("index"); // left over where a client collected a stream
        String id = call.needed("id");
        Members function = call.object("function");
        if (function == null) throw call.fault("function", "nothing", "an object");
        String name = function.needed("name");
        String arguments = function.string("arguments");
        JsonObject args = arguments == null || arguments.isBlank() ? new JsonObject() : ToolResult.parsed(arguments);
        if (args == null) throw function.fault("arguments", "another text", "a JSON object as text");
        function.end();
        JsonObject part = new JsonObject()
                .put("functionCall", new JsonObject().put("name", name).put("args", args));
        String signature = Signature.take(call);
        if (signature != null) part.put("thoughtSignature", signature);
        call.end();
        if (functions.putIfAbsent(id, name) != null)
            throw call.fault("id", Members.shown(id), "an id that no other call of the conversation has");
        return part;
    }

    /** @param id null for a message of the older role function, which names its function */
    private void result(Members message, String id) {
        String name = id == null ? message.needed("name") : functions.get(id);
        if (name == null)
            throw message.fault("tool_call_id", Members.shown(id), "the id of a call in a message before");
        int order =
                id == null ? results.size() : List.copyOf(functions.keySet()).indexOf(id);
        message.value("name"); // of a function: the call has told it
        JsonObject response = ToolResult.object(String.join("", texts(message, "content")));
        JsonObject part = new JsonObject()
                .put("functionResponse", new JsonObject().put("name", name).put("response", response));
        results.add(new Result(order, part));
    }

    private void flushResults() {
        if (results.isEmpty()) return;
        results.sort((a, b) -> Integer.compare(a.order, b.order));
        JsonArray parts = new JsonArray();
        results.forEach(result -> parts.add(result.part));
        results.clear();
        contents.add(new JsonObject().put("role", "user").put("parts", parts));
    }

    /** A text, or the texts of an array of parts that holds nothing else. */
    private static List<String> texts(Members holder, String name) {
        if (holder.value(name) instanceof String text) return List.of(text);
        List<String> texts = new ArrayList<>();
        for (Members part : holder.objects(name)) {
            String type = part.needed("type");
            if (!type.equals("text") && !type.equals("refusal")) throw part.wrong("type", "text");
            texts.add(words(part, type));
            part.end();
        }
        return texts;
    }

    private static String words(Members part, String name) {
        String text = part.string(name);
        if (text == null) throw part.fault(name, "nothing", "a string");
        return text;
    }

    private static JsonObject text(String text) {
        return new JsonObject().put("text", text);
    }
}
