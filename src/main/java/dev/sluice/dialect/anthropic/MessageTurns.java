package dev.sluice.dialect.anthropic;

import dev.sluice.dialect.JsonTree;
import dev.sluice.model.FailureException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * The messages of an OpenAI request as Anthropic's turns: system and developer messages are collected for the top level, and
 * neighbours of the same side become one turn, as sides must alternate. Tool results are said by the user. Used once.
 */
final class MessageTurns {
    private final JsonArray system = new JsonArray();
    private final JsonArray turns = new JsonArray();
    private String lastRole = "";

    MessageTurns read(Members chat) {
        for (Members message : chat.objects("messages")) {
            String role = message.needString("role");
            switch (role) {
                case "system", "developer" -> system(message);
                case "user" -> user(message);
                case "assistant" -> assistant(message);
                case "tool" -> tool(message);
                default ->
                    throw message.refused("role", "system, developer, user, assistant and tool are carried over");
            }
            message.end();
        }
        if (turns.isEmpty()) throw chat.fault("messages", "a message of the user besides the system's");
        return this;
    }

    void putInto(JsonObject out) {
        if (!system.isEmpty()) out.put("system", plain(system));
        for (Object turn : turns)
            if (turn instanceof JsonObject object) object.put("content", plain(object.getJsonArray("content")));
        out.put("messages", turns);
    }

    private void system(Members message) {
        content(message, system, List.of("text"));
    }

    private void user(Members message) {
        JsonArray blocks = new JsonArray();
        content(message, blocks, List.of("text", "image_url"));
        if (blocks.isEmpty()) throw message.fault("content", "something said");
        append("user", blocks);
    }

    private void assistant(Members message) {
        JsonArray blocks = new JsonArray();
        Thoughts.addBlocks(message, blocks);
        if (message.has("content")) content(message, blocks, List.of("text", "refusal"));
        else message.skip("content");
        String refusal = message.string("refusal");
        if (refusal != null && !refusal.isEmpty()) blocks.add(text(refusal));
        for (Members call : message.objects("tool_calls")) blocks.add(call(call));
        // One that says nothing has no place among Anthropic's turns, and nothing is lost without it.
        if (!blocks.isEmpty()) append("assistant", blocks);
    }

    private void tool(Members message) {
        message.skip("name"); // of the tool; the call's id says which
        JsonArray content = new JsonArray();
        content(message, content, List.of("text"));
        JsonObject result = new JsonObject()
                .put("type", "tool_result")
                .put("tool_use_id", fitId(message.needString("tool_call_id")));
        if (!content.isEmpty()) result.put("content", plain(content));
        if (message.flag("is_error")) result.put("is_error", true);
        append("user", JsonArray.of(result));
    }

    private void append(String role, JsonArray blocks) {
        if (!role.equals(lastRole)) turns.add(new JsonObject().put("role", role).put("content", new JsonArray()));
        lastRole = role;
        turns.getJsonObject(turns.size() - 1).getJsonArray("content").addAll(blocks);
    }

    /** Takes {@code content}, a string or parts of these types. Empty texts are left out: Anthropic refuses them. */
    private static void content(Members message, JsonArray blocks, List<String> types) {
        Object content = message.value("content");
        if (content instanceof String whole) {
            if (!whole.isEmpty()) blocks.add(text(whole));
            return;
        }
        if (!(content instanceof JsonArray)) throw message.fault("content", "a string or an array of parts");
        for (Members part : message.objects("content")) {
            String type = part.needString("type");
            if (!types.contains(type))
                throw part.refused("type", "here only " + String.join(" and ", types) + " can be carried over");
            JsonObject block = type.equals("image_url") ? Images.toMessages(part) : spoken(part, type);
            if (block != null) blocks.add(block);
        }
    }

    private static JsonObject spoken(Members part, String type) {
        String words = part.string(type);
        if (words == null) throw part.fault(type, "a string");
        JsonObject block = text(words);
        if (part.has("cache_control")) block.put("cache_control", part.value("cache_control"));
        part.end();
        return words.isEmpty() ? null : block;
    }

    private static JsonObject call(Members call) {
        if (call.has("type") && !"function".equals(call.string("type")))
            throw call.refused("type", "function calls are carried over");
        call.skip("type", "index");
        Members function = call.object("function");
        if (function == null) throw call.fault("function", "an object");
        JsonObject block = new JsonObject()
                .put("type", "tool_use")
                .put("id", fitId(call.needString("id")))
                .put("name", function.needString("name"))
                .put("input", arguments(function));
        function.end();
        call.end();
        return block;
    }

    private static JsonObject arguments(Members function) {
        String text = function.string("arguments");
        if (text == null || text.isBlank()) return new JsonObject();
        try {
            return JsonTree.ofCaller(Buffer.buffer(text));
        } catch (FailureException notJson) {
            throw function.fault("arguments", "a JSON object as text");
        }
    }

    /** Anthropic takes letters, digits, {@code _} and {@code -}; others make ids such as {@code functions.get:0}. */
    static String fitId(String id) {
        return id.replaceAll("[^A-Za-z0-9_-]", "_");
    }

    private static JsonObject text(String text) {
        return new JsonObject().put("type", "text").put("text", text);
    }

    /** A single text without further members is a plain string. */
    private static Object plain(JsonArray blocks) {
        boolean single = blocks.size() == 1
                && blocks.getJsonObject(0).size() == 2
                && "text".equals(blocks.getJsonObject(0).getString("type"));
        return single ? blocks.getJsonObject(0).getString("text") : blocks;
    }
}
