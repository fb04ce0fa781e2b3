package dev.sluice.dialect.anthropic;

import dev.sluice.dialect.JsonTree;
import dev.sluice.dialect.OpenAiChunks;
import dev.sluice.model.FailureException;
import dev.sluice.model.Usage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * Whole answers, as requests that do not stream get them: Anthropic's {@code message} and OpenAI's {@code chat.completion}. What is
 * no such answer is a {@link FailureException} {@code upstream_malformed}. Any thread.
 */
public final class AnthropicAnswers {
    private AnthropicAnswers() {}

    /** @param createdSeconds the completion's {@code created}, in seconds since 1970 */
    public static Buffer toOpenAi(Buffer message, long createdSeconds) {
        UsageTally tally = new UsageTally();
        EventScan.of(message, tally);
        JsonObject from = tree(message);
        if (!(from.getValue("content") instanceof JsonArray blocks)) throw EventScan.malformed("no message");
        JsonObject choice = new JsonObject()
                .put("index", 0)
                .put("message", AnswerBlocks.toChat(blocks))
                .putNull("logprobs");
        boolean ended = from.getValue("stop_reason") instanceof String;
        choice.put("finish_reason", ended ? StopReasons.toChat(from.getString("stop_reason")) : "stop");
        if (from.getValue("stop_sequence") instanceof String sequence) choice.put("stop_reason", sequence);
        JsonObject out = new JsonObject()
                .put("id", from.getValue("id"))
                .put("object", "chat.completion")
                .put("created", createdSeconds)
                .put("model", from.getValue("model"))
                .put("choices", JsonArray.of(choice));
        if (tally.usage() != null) out.put("usage", tally.toChat());
        return JsonTree.encode(out);
    }

    /**
     * @param messageId {@code msg_…}
     * @param model     what the answer says it is from
     */
    public static Buffer fromOpenAi(Buffer completion, String messageId, String model) {
        JsonObject from = tree(completion);
        if (!(from.getValue("choices") instanceof JsonArray choices)
                || choices.isEmpty()
                || !(choices.getValue(0) instanceof JsonObject choice)
                || !(choice.getValue("message") instanceof JsonObject message))
            throw EventScan.malformed("no chat.completion");
        String finish = choice.getValue("finish_reason") instanceof String reason ? reason : null;
        String sequence = choice.getValue("stop_reason") instanceof String stop ? stop : null;
        JsonArray blocks = AnswerBlocks.toMessages(message, "length".equals(finish), messageId);
        boolean calls = blocks.stream()
                .anyMatch(block -> block instanceof JsonObject object && "tool_use".equals(object.getString("type")));
        String reason = StopReasons.toMessages(finish, calls, sequence != null);
        Usage usage = OpenAiChunks.usage(completion);
        long created = UsageTally.cacheCreation(from.getValue("usage"));
        return JsonTree.encode(new JsonObject()
                .put("id", messageId)
                .put("type", "message")
                .put("role", "assistant")
                .put("model", model)
                .put("content", blocks)
                .put("stop_reason", reason)
                .put("stop_sequence", reason.equals("stop_sequence") ? sequence : null)
                .put("usage", UsageTally.toMessages(usage == null ? Usage.NONE : usage, created)));
    }

    /** The usage of a message that passes through as it is; null where it tells none. */
    public static Usage usage(Buffer message) {
        UsageTally tally = new UsageTally();
        EventScan.of(message, tally);
        return tally.usage();
    }

    private static JsonObject tree(Buffer body) {
        try {
            return body.toJsonObject();
        } catch (DecodeException | ClassCastException e) {
            throw EventScan.malformed("no JSON object");
        }
    }
}
