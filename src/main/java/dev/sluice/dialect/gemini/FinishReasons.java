package dev.sluice.dialect.gemini;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Why an answer ended: Gemini's {@code FinishReason} beside OpenAI's {@code finish_reason}. Any thread. */
final class FinishReasons {
    private static final Logger LOG = LoggerFactory.getLogger(FinishReasons.class);

    private FinishReasons() {}

    /** Whether it is a reason at all, and not the word for none. */
    static boolean ends(String reason) {
        return !reason.isEmpty() && !reason.equals("FINISH_REASON_UNSPECIFIED");
    }

    /**
     * OpenAI's word. What is not known counts as an ordinary end, and is logged: providers add reasons as they go.
     *
     * @param calls whether the candidate called functions, which Gemini does not tell by its reason
     */
    static String toOpenAi(String reason, boolean calls) {
        return switch (reason) {
            case "STOP" -> calls ? "tool_calls" : "stop";
            case "MAX_TOKENS" -> "length";
            case "SAFETY",
                    "BLOCKLIST",
                    "PROHIBITED_CONTENT",
                    "SPII",
                    "RECITATION",
                    "LANGUAGE",
                    "MODEL_ARMOR",
                    "IMAGE_SAFETY",
                    "IMAGE_PROHIBITED_CONTENT",
                    "IMAGE_RECITATION" -> "content_filter";
            // A call that cannot be read is no call; its text, if any, stands.
            case "OTHER", "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS" ->
                calls ? "tool_calls" : "stop";
            default -> {
                LOG.warn("unknown finish reason of Gemini's taken as stop: {}", shown(reason));
                yield calls ? "tool_calls" : "stop";
            }
        };
    }

    /** Gemini's constant; what OpenAI does not know, such as an answer that its user stopped, is {@code OTHER}. */
    static String toGemini(String reason) {
        if (reason == null) return "STOP";
        return switch (reason) {
            case "stop", "tool_calls", "function_call" -> "STOP";
            case "length" -> "MAX_TOKENS";
            case "content_filter" -> "SAFETY";
            default -> "OTHER";
        };
    }

    /** Providers' words go into logs on one line and in part. */
    private static String shown(String reason) {
        String start = reason.length() > 64 ? reason.substring(0, 64) : reason;
        return start.replaceAll("[^A-Za-z0-9_]", "?");
    }
}
