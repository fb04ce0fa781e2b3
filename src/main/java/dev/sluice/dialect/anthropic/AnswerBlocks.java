package dev.sluice.dialect.anthropic;

import dev.sluice.dialect.JsonTree;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What a whole answer says: Anthropic's content blocks, and the {@code message} of OpenAI's choice. */
final class AnswerBlocks {
    private AnswerBlocks() {}

    /** Blocks of tools that Anthropic runs itself are passed over: no request that was translated asks for them. */
    static JsonObject toChat(JsonArray blocks) {
        StringBuilder text = new StringBuilder();
        Thoughts thoughts = new Thoughts();
        JsonArray calls = new JsonArray();
        boolean said = false;
        for (Object each : blocks) {
            if (!(each instanceof JsonObject block)) continue;
            switch (string(block, "type")) {
                case "text" -> {
                    text.append(string(block, "text"));
                    said = true;
                }
                case "thinking" -> thoughts.add(string(block, "thinking"), string(block, "signature"));
                case "redacted_thinking" -> thoughts.redacted(string(block, "data"));
                case "tool_use" -> calls.add(call(block));
                default -> {}
            }
        }
        JsonObject message = new JsonObject()
                .put("role", "assistant")
                .put("content", said || calls.isEmpty() ? text.toString() : null)
                .putNull("refusal");
        thoughts.putInto(message);
        if (!calls.isEmpty()) message.put("tool_calls", calls);
        return message;
    }

    private static JsonObject call(JsonObject block) {
        Object input = block.getValue("input");
        JsonObject function = new JsonObject()
                .put("name", string(block, "name"))
                .put("arguments", JsonTree.text(input == null ? new JsonObject() : input));
        return new JsonObject()
                .put("id", string(block, "id"))
                .put("type", "function")
                .put("function", function);
    }

    /**
     * @param cut    whether the answer met its limit, so that a call's arguments may break off
     * @param idStem the message's id, for calls without one
     */
    static JsonArray toMessages(JsonObject message, boolean cut, String idStem) {
        JsonArray blocks = new JsonArray();
        thoughts(message, blocks);
        text(blocks, content(message.getValue("content")));
        // A refusal is what the user is told instead of an answer.
        text(blocks, string(message, "refusal"));
        if (message.getValue("tool_calls") instanceof JsonArray calls)
            for (Object each : calls)
                if (each instanceof JsonObject call && call.getValue("function") instanceof JsonObject function)
                    blocks.add(new JsonObject()
                            .put("type", "tool_use")
                            .put("id", id(call, idStem + "_" + blocks.size()))
                            .put("name", string(function, "name"))
                            .put("input", input(string(function, "arguments"), cut)));
        return blocks;
    }

    private static void thoughts(JsonObject message, JsonArray blocks) {
        int before = blocks.size();
        if (message.getValue("reasoning_details") instanceof JsonArray details)
            for (Object each : details)
                if (each instanceof JsonObject detail) {
                    if (detail.getValue("signature") instanceof String signature)
                        blocks.add(thinking(string(detail, "text"), signature));
                    else if (detail.getValue("data") instanceof String data)
                        blocks.add(new JsonObject()
                                .put("type", "redacted_thinking")
                                .put("data", data));
                }
        if (blocks.size() > before) return;
        String plain = string(message, "reasoning_content");
        if (plain.isEmpty()) plain = string(message, "reasoning");
        if (!plain.isEmpty()) blocks.add(thinking(plain, ""));
    }

    /** Anthropic's clients want the member; thoughts of other providers are not signed. */
    private static JsonObject thinking(String text, String signature) {
        return new JsonObject().put("type", "thinking").put("thinking", text).put("signature", signature);
    }

    private static void text(JsonArray blocks, String text) {
        if (!text.isEmpty()) blocks.add(new JsonObject().put("type", "text").put("text", text));
    }

    /** Text, or a list of typed parts (Mistral), of which only text is text. */
    private static String content(Object content) {
        if (!(content instanceof JsonArray parts)) return content instanceof String text ? text : "";
        StringBuilder text = new StringBuilder();
        for (Object part : parts) if (part instanceof JsonObject object) text.append(string(object, "text"));
        return text.toString();
    }

    private static String id(JsonObject call, String otherwise) {
        String id = string(call, "id");
        return MessageTurns.fitId(id.isEmpty() ? "toolu_" + otherwise : id);
    }

    /** Input must be an object. Of arguments that the limit broke off nothing can be kept; the stop reason says why. */
    private static JsonObject input(String arguments, boolean cut) {
        if (arguments.isBlank()) return new JsonObject();
        try {
            if (Buffer.buffer(arguments).toJsonValue() instanceof JsonObject input) return input;
        } catch (DecodeException e) {
            if (cut) return new JsonObject();
        }
        throw EventScan.malformed("a tool call whose arguments are no JSON object");
    }

    private static String string(JsonObject object, String name) {
        return object.getValue(name) instanceof String text ? text : "";
    }
}
