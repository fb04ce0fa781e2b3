package dev.sluice.dialect.anthropic;

import dev.sluice.model.InvalidValueException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Why an answer ended: Anthropic's {@code stop_reason} and OpenAI's {@code finish_reason}. What neither knows is a plain end. */
final class StopReasons {
    private static final Logger LOG = LoggerFactory.getLogger(StopReasons.class);

    private StopReasons() {}

    static String toChat(String stopReason) {
        return switch (stopReason) {
            case "end_turn", "stop_sequence", "pause_turn" -> "stop";
            case "max_tokens", "model_context_window_exceeded" -> "length";
            case "tool_use" -> "tool_calls";
            case "refusal" -> "content_filter";
            default -> {
                LOG.info("stop reason {} is not known; told as stop", InvalidValueException.show(stopReason));
                yield "stop";
            }
        };
    }

    /**
     * @param finishReason null for a plain end
     * @param calls        whether the answer calls a tool. OpenAI says {@code stop} there too, where the caller had named the tool
     * @param sequence     whether a stop sequence ended it
     */
    static String toMessages(String finishReason, boolean calls, boolean sequence) {
        if (finishReason == null) return calls ? "tool_use" : "end_turn";
        return switch (finishReason) {
            case "length" -> "max_tokens";
            case "tool_calls", "function_call" -> "tool_use";
            case "content_filter" -> "refusal";
            default -> calls ? "tool_use" : sequence ? "stop_sequence" : "end_turn";
        };
    }
}
