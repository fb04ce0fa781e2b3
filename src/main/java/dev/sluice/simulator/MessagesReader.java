package dev.sluice.simulator;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the body of {@code POST /v1/messages}, and refuses what Anthropic would refuse, in its words: unknown members above all,
 * which it never ignores. What is asked for is then put in the words of {@link ChatRequestReader}, so that the same question gets
 * the same answer behind either face.
 */
final class MessagesReader {
    private static final Set<String> KNOWN = Set.of(
            "model",
            "messages",
            "max_tokens",
            "cache_control",
            "container",
            "context_management",
            "inference_geo",
            "mcp_servers",
            "metadata",
            "output_config",
            "service_tier",
            "stop_sequences",
            "stream",
            "system",
            "temperature",
            "thinking",
            "tool_choice",
            "tools",
            "top_k",
            "top_p");

    private static final int LEAST_BUDGET = 1024;

    private final JsonObject body;
    private final Set<String> callIds = new HashSet<>();

    MessagesReader(JsonObject body) {
        this.body = body;
    }

    /**
     * @param simulate the header's directives, or null
     * @throws RefusedException 400 or 404
     */
    ChatRequest read(String simulate) {
        for (String name : body.fieldNames())
            if (!KNOWN.contains(name)) throw refused(name, "Extra inputs are not permitted");
        Object max = body.getValue("max_tokens");
        if (max == null) throw refused("max_tokens", "Field required");
        if (!(max instanceof Integer limit) || limit < 1) throw refused("max_tokens", "Input should be greater than 0");
        numbers();
        thinking(limit);
        JsonObject chat = new JsonObject()
                .put("model", body.getValue("model"))
                .put("max_completion_tokens", limit)
                .put("messages", messages())
                .put("stream", Boolean.TRUE.equals(body.getValue("stream")));
        MessagesTools.read(body, chat);
        ChatRequest asked = ChatRequestReader.read(chat, simulate);
        return new ChatRequest(
                asked.model(),
                asked.script(),
                asked.messages(),
                asked.stream(),
                true,
                false,
                asked.maxTokens(),
                stops(),
                asked.tool());
    }

    static RefusedException refused(String path, String why) {
        return RefusedException.invalid(path, path + ": " + why);
    }

    private void numbers() {
        for (String name : List.of("temperature", "top_p")) {
            Object value = body.getValue(name);
            if (value == null) continue;
            if (!(value instanceof Number number) || number.doubleValue() < 0 || number.doubleValue() > 1)
                throw refused(name, "range: 0..1");
        }
    }

    private void thinking(int limit) {
        if (!(body.getValue("thinking") instanceof JsonObject thinking)) return;
        if (!"enabled".equals(thinking.getValue("type"))) return;
        if (!(thinking.getValue("budget_tokens") instanceof Integer budget) || budget < LEAST_BUDGET)
            throw refused("thinking.enabled.budget_tokens", "Input should be greater than or equal to " + LEAST_BUDGET);
        if (budget >= limit)
            throw RefusedException.invalid("max_tokens", "`max_tokens` must be greater than `thinking.budget_tokens`.");
    }

    private List<String> stops() {
        Object stops = body.getValue("stop_sequences");
        if (stops == null) return List.of();
        if (!(stops instanceof JsonArray array)) throw refused("stop_sequences", "Input should be a valid array");
        for (Object each : array)
            if (!(each instanceof String text) || text.isBlank())
                throw refused("stop_sequences", "each stop sequence must contain non-whitespace");
        return array.stream().map(String.class::cast).toList();
    }

    private JsonArray messages() {
        JsonArray out = new JsonArray();
        if (body.getValue("system") != null)
            out.add(message("system", text(blocks(body.getValue("system"), "system"), "system")));
        if (!(body.getValue("messages") instanceof JsonArray messages)) throw refused("messages", "Field required");
        if (messages.isEmpty()) throw refused("messages", "at least one message is required");
        for (int i = 0; i < messages.size(); i++) {
            String path = "messages." + i;
            if (!(messages.getValue(i) instanceof JsonObject message)) throw refused(path, "Input should be an object");
            JsonArray blocks = blocks(message.getValue("content"), path + ".content");
            if ("user".equals(message.getValue("role"))) user(blocks, path, out);
            else if ("assistant".equals(message.getValue("role"))) assistant(blocks, path, out);
            else throw refused(path + ".role", "Input should be 'user' or 'assistant'");
        }
        return out;
    }

    private void user(JsonArray blocks, String path, JsonArray out) {
        boolean results = false;
        for (Object each : blocks) {
            if (!(each instanceof JsonObject block) || !"tool_result".equals(block.getValue("type"))) continue;
            Object id = block.getValue("tool_use_id");
            if (!(id instanceof String known) || !callIds.contains(known))
                throw refused(path, "unexpected `tool_use_id` found in `tool_result` blocks: " + id);
            Object content = block.getValue("content");
            String text = content == null ? "" : text(blocks(content, path), path);
            out.add(message("tool", text).put("tool_call_id", known));
            results = true;
        }
        String text = text(blocks, path);
        if (!text.isEmpty() || !results) out.add(message("user", text));
    }

    private void assistant(JsonArray blocks, String path, JsonArray out) {
        JsonArray calls = new JsonArray();
        for (Object each : blocks) {
            if (!(each instanceof JsonObject block)) continue;
            if ("thinking".equals(block.getValue("type")) && !(block.getValue("signature") instanceof String))
                throw refused(path + ".thinking.signature", "Field required");
            if (!"tool_use".equals(block.getValue("type"))) continue;
            if (!(block.getValue("id") instanceof String id) || !id.matches("[a-zA-Z0-9_-]+"))
                throw refused(path + ".tool_use.id", "String should match pattern '^[a-zA-Z0-9_-]+$'");
            if (!(block.getValue("input") instanceof JsonObject input))
                throw refused(path + ".tool_use.input", "Input should be a valid dictionary");
            callIds.add(id);
            JsonObject function =
                    new JsonObject().put("name", block.getValue("name")).put("arguments", input.encode());
            calls.add(new JsonObject().put("id", id).put("type", "function").put("function", function));
        }
        JsonObject message = message("assistant", text(blocks, path));
        out.add(calls.isEmpty() ? message : message.put("tool_calls", calls));
    }

    private static JsonArray blocks(Object content, String path) {
        if (content instanceof String text)
            return JsonArray.of(new JsonObject().put("type", "text").put("text", text));
        if (content instanceof JsonArray blocks) return blocks;
        throw refused(path, "Input should be a valid string or array");
    }

    private static String text(JsonArray blocks, String path) {
        StringBuilder text = new StringBuilder();
        for (Object each : blocks) {
            if (!(each instanceof JsonObject block)) throw refused(path, "Input should be an object");
            if (!"text".equals(block.getValue("type"))) continue;
            if (!(block.getValue("text") instanceof String words) || words.isEmpty())
                throw refused(path, "text content blocks must be non-empty");
            text.append(words);
        }
        return text.toString();
    }

    private static JsonObject message(String role, String text) {
        return new JsonObject().put("role", role).put("content", text);
    }
}
