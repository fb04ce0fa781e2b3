package dev.sluice.dialect.anthropic;

import dev.sluice.dialect.JsonTree;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * The turns of an Anthropic request as OpenAI messages. A user's turn that brings tool results becomes one {@code tool} message for
 * each, in front of what the user says besides, since OpenAI wants them right behind the calls.
 */
final class ChatTurns {
    private static final String FAILED = "Error: ";

    private ChatTurns() {}

    /** Takes {@code system}, a string or text blocks; null where there is none. */
    static JsonObject system(Members request) {
        if (!request.has("system")) return null;
        JsonArray parts = new JsonArray();
        for (Members block : blocks(request, "system")) {
            if (!"text".equals(block.needString("type"))) throw block.fault("type", "text");
            parts.add(text(block));
        }
        return parts.isEmpty() ? null : message("system", parts);
    }

    static void add(Members message, JsonArray out) {
        String role = message.needString("role");
        List<Members> blocks = blocks(message, "content");
        message.end();
        switch (role) {
            case "user" -> user(blocks, out);
            case "assistant" -> out.add(assistant(blocks));
            case "system" -> {
                JsonArray parts = new JsonArray();
                for (Members block : blocks) parts.add(spoken(block, "text"));
                out.add(message(role, parts));
            }
            default -> throw message.fault("role", "one of user, assistant, system");
        }
    }

    private static void user(List<Members> blocks, JsonArray out) {
        JsonArray parts = new JsonArray();
        boolean results = false;
        for (Members block : blocks) {
            switch (block.needString("type")) {
                case "text" -> parts.add(text(block));
                case "image" -> parts.add(Images.toChat(block));
                case "tool_result" -> {
                    out.add(result(block));
                    results = true;
                }
                default -> throw block.refused("type", "text, image and tool_result are carried over");
            }
        }
        if (!parts.isEmpty() || !results) out.add(message("user", parts));
    }

    private static JsonObject result(Members block) {
        String id = block.needString("tool_use_id");
        boolean failed = block.flag("is_error");
        JsonArray parts = new JsonArray();
        for (Members inner : blocks(block, "content"))
            parts.add(spoken(inner, "text; images do not go into a tool's result"));
        block.skip("cache_control");
        block.end();
        if (failed && parts.isEmpty()) parts.add(textPart(FAILED + "the tool failed"));
        else if (failed) {
            JsonObject first = parts.getJsonObject(0);
            first.put("text", FAILED + first.getString("text"));
        }
        return message("tool", parts).put("tool_call_id", id);
    }

    private static JsonObject assistant(List<Members> blocks) {
        JsonArray parts = new JsonArray();
        JsonArray calls = new JsonArray();
        Thoughts thoughts = new Thoughts();
        for (Members block : blocks) {
            switch (block.needString("type")) {
                case "text" -> parts.add(text(block));
                case "tool_use" -> calls.add(call(block));
                case "thinking" -> thoughts.add(block.string("thinking"), block.string("signature"));
                case "redacted_thinking" -> thoughts.redacted(block.needString("data"));
                default -> throw block.refused("type", "text, tool_use and thinking are carried over");
            }
            block.skip("cache_control");
            block.end();
        }
        JsonObject out = message("assistant", parts);
        if (parts.isEmpty() && !calls.isEmpty()) out.putNull("content");
        thoughts.putInto(out);
        if (!calls.isEmpty()) out.put("tool_calls", calls);
        return out;
    }

    private static JsonObject call(Members block) {
        Members caller = block.object("caller");
        if (caller != null) caller.onlyDefault("type", "direct");
        String id = block.needString("id");
        String name = block.needString("name");
        JsonObject input = block.tree("input");
        if (input == null) throw block.fault("input", "an object");
        JsonObject function = new JsonObject().put("name", name).put("arguments", JsonTree.text(input));
        return new JsonObject().put("id", id).put("type", "function").put("function", function);
    }

    /** A text block that is read to its end, or a fault that says what may stand here. */
    private static JsonObject spoken(Members block, String expected) {
        if (!"text".equals(block.needString("type"))) throw block.refused("type", "expected " + expected);
        return text(block);
    }

    private static JsonObject text(Members block) {
        String text = block.string("text");
        if (text == null) throw block.fault("text", "a string");
        block.skip("cache_control");
        block.end();
        return textPart(text);
    }

    private static JsonObject textPart(String text) {
        return new JsonObject().put("type", "text").put("text", text);
    }

    /** A single text is a plain string: that is the one form which every server of this dialect takes. */
    private static JsonObject message(String role, JsonArray parts) {
        JsonObject message = new JsonObject().put("role", role);
        if (parts.isEmpty()) return message.put("content", "");
        if (parts.size() == 1 && "text".equals(parts.getJsonObject(0).getString("type")))
            return message.put("content", parts.getJsonObject(0).getString("text"));
        return message.put("content", parts);
    }

    /** Blocks, of which a plain string is one. */
    private static List<Members> blocks(Members of, String name) {
        Object value = of.value(name);
        if (value == null && name.equals("content") && of.has("tool_use_id")) return List.of();
        if (value instanceof String text) return List.of(Members.of(textPart(text), of.path(name)));
        if (value instanceof JsonArray) return of.objects(name);
        throw of.fault(name, "a string or an array of content blocks");
    }
}
