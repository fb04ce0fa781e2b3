package dev.sluice.system;

import java.util.Map;

/**
 * What one of the three official clients was told, in words that the three share.
 *
 * @param finish    OpenAI's word for the reason
 * @param tool      the called tool's name, or null
 * @param arguments of the call, or null
 */
record Said(String text, String finish, long promptTokens, long completionTokens, String tool, Map<?, ?> arguments) {

    /** A reason in any dialect; Gemini has none of its own for a tool call. */
    static String finish(String reason, String tool) {
        return switch (reason) {
            case "stop", "end_turn" -> "stop";
            case "STOP" -> tool == null ? "stop" : "tool_calls";
            case "length", "max_tokens", "MAX_TOKENS" -> "length";
            case "tool_calls", "tool_use" -> "tool_calls";
            default -> throw new AssertionError("an unknown reason to finish: " + reason);
        };
    }
}
