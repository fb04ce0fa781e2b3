package dev.sluice.simulator;

import dev.sluice.simulator.ChatRequest.Message;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads the body of {@code POST /v1/chat/completions} and refuses what OpenAI would refuse, with the parameter's name. */
final class ChatRequestReader {
    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant", "tool", "function");
    private static final int MAX_STOPS = 4;

    private final JsonObject body;

    private ChatRequestReader(JsonObject body) {
        this.body = body;
    }

    /** @throws RefusedException 400 where it is not a JSON object */
    static JsonObject json(Buffer body) {
        try {
            if (body.toJsonValue() instanceof JsonObject object) return object;
        } catch (DecodeException e) {
            // told below, in the words that clients know
        }
        throw new RefusedException(
                400, "We could not parse the JSON body of your request.", "invalid_request_error", null, null);
    }

    /**
     * @param simulate the header's directives, or null
     * @throws RefusedException 400 or 404
     */
    static ChatRequest read(JsonObject body, String simulate) {
        return new ChatRequestReader(body).request(simulate);
    }

    private ChatRequest request(String simulate) {
        String model = typed("model", String.class);
        if (model == null) throw RefusedException.missing("model");
        Script script = ScriptReader.read(model, simulate);
        List<Message> messages = messages();
        Number n = typed("n", Number.class);
        if (n != null && n.doubleValue() != 1)
            throw RefusedException.invalid("n", "Invalid value for 'n': only 1 choice is available here.");
        Boolean stream = typed("stream", Boolean.class);
        JsonObject options = typed("stream_options", JsonObject.class);
        if (options != null && !Boolean.TRUE.equals(stream))
            throw RefusedException.invalid(
                    "stream_options", "The 'stream_options' parameter is only allowed when 'stream' is enabled.");
        return new ChatRequest(
                model,
                script,
                messages,
                Boolean.TRUE.equals(stream),
                options != null && Boolean.TRUE.equals(options.getValue("include_usage")),
                body.containsKey("stream_options"),
                maxTokens(),
                stops(),
                ToolChoice.of(body, messages));
    }

    private List<Message> messages() {
        JsonArray array = typed("messages", JsonArray.class);
        if (array == null) throw RefusedException.missing("messages");
        if (array.isEmpty())
            throw RefusedException.invalid(
                    "messages", "Invalid 'messages': empty array. Expected an array with minimum length 1.");
        List<Message> messages = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) messages.add(message(array.getValue(i), "messages[" + i + "]"));
        return messages;
    }

    private static Message message(Object value, String path) {
        if (!(value instanceof JsonObject message)) throw wrongType(path, "an object");
        if (!(message.getValue("role") instanceof String role) || !ROLES.contains(role))
            throw RefusedException.invalid(path + ".role", "Invalid value for '" + path + ".role'.");
        Object content = message.getValue("content");
        if (content == null && !role.equals("assistant")) throw RefusedException.missing(path + ".content");
        String text = text(content, path + ".content");
        JsonObject rest = message.copy();
        rest.remove("content");
        return new Message(role, text, Canonical.text(rest) + text);
    }

    private static String text(Object content, String path) {
        if (content == null) return "";
        if (content instanceof String text) return text;
        if (!(content instanceof JsonArray parts)) throw wrongType(path, "a string or an array of parts");
        StringBuilder text = new StringBuilder();
        for (Object part : parts) {
            if (!(part instanceof JsonObject object)) throw wrongType(path, "a string or an array of parts");
            if (object.getValue("text") instanceof String words) text.append(words);
        }
        return text.toString();
    }

    private int maxTokens() {
        String name = body.containsKey("max_completion_tokens") ? "max_completion_tokens" : "max_tokens";
        Number max = typed(name, Number.class);
        if (max == null) return -1;
        if (max.doubleValue() < 1 || max.doubleValue() != max.intValue())
            throw RefusedException.invalid(name, "Invalid '" + name + "': expected an integer of at least 1.");
        return max.intValue();
    }

    private List<String> stops() {
        Object stop = body.getValue("stop");
        if (stop == null) return List.of();
        if (stop instanceof String one) return one.isEmpty() ? List.of() : List.of(one);
        if (!(stop instanceof JsonArray array)) throw wrongType("stop", "a string or an array of strings");
        if (array.size() > MAX_STOPS) throw RefusedException.invalid("stop", "Invalid 'stop': at most 4 are allowed.");
        List<String> stops = new ArrayList<>();
        for (Object each : array) {
            if (!(each instanceof String one)) throw wrongType("stop", "a string or an array of strings");
            if (!one.isEmpty()) stops.add(one);
        }
        return stops;
    }

    private <T> T typed(String name, Class<T> type) {
        Object value = body.getValue(name);
        if (value == null) return null;
        if (!type.isInstance(value)) throw wrongType(name, "another type");
        return type.cast(value);
    }

    private static RefusedException wrongType(String param, String expected) {
        return new RefusedException(
                400,
                "Invalid type for '" + param + "': expected " + expected + ".",
                "invalid_request_error",
                param,
                "invalid_type");
    }
}
