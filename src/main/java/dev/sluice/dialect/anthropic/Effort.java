package dev.sluice.dialect.anthropic;

import io.vertx.core.json.JsonObject;

/**
 * How long a model may think: OpenAI names an effort, Anthropic counts tokens, between 1,024 and below {@code max_tokens}. The
 * steps are ours; they keep {@code low}, {@code medium} and {@code high} what they are on the way there and back.
 */
final class Effort {
    private static final int LEAST = 1024;
    private static final int LOW = 2048;
    private static final int MEDIUM = 8192;
    private static final int HIGH = 16_384;
    private static final int XHIGH = 32_768;

    private Effort() {}

    /** Takes {@code thinking} and {@code output_config.effort}; null where nothing is said, which means no thinking. */
    static String ofMessages(Members request, Members outputConfig) {
        String stated =
                outputConfig == null ? null : outputConfig.word("effort", "low", "medium", "high", "xhigh", "max");
        String byThinking = thinking(request.object("thinking"));
        if (stated == null) return byThinking;
        return stated.equals("max") ? "xhigh" : stated;
    }

    private static String thinking(Members thinking) {
        if (thinking == null) return null;
        String type = thinking.needString("type");
        thinking.skip("display"); // how thoughts are shown; chat completions show them or not, as the provider likes
        String effort = switch (type) {
            case "disabled" -> null;
            case "adaptive" -> "high"; // what Anthropic documents as the effort where none is stated
            case "enabled" -> ofBudget(thinking);
            default -> throw thinking.fault("type", "one of enabled, adaptive, disabled");
        };
        thinking.end();
        return effort;
    }

    private static String ofBudget(Members thinking) {
        Integer budget = thinking.integer("budget_tokens", LEAST);
        if (budget == null) throw thinking.fault("budget_tokens", "an integer from " + LEAST);
        return budget <= LOW ? "low" : budget <= MEDIUM ? "medium" : "high";
    }

    /**
     * Takes {@code reasoning_effort}, and sets {@code max_tokens} and {@code thinking}. A limit that the caller set holds for thoughts and
     * answer together, in both APIs; thoughts get four fifths of it at most.
     *
     * @param maxTokens the caller's limit, or null
     */
    static void toMessages(Members chat, Integer maxTokens, JsonObject out) {
        String effort = chat.word("reasoning_effort", "none", "minimal", "low", "medium", "high", "xhigh");
        int budget = effort == null ? 0 : budget(effort);
        if (budget == 0) {
            out.put("max_tokens", maxTokens == null ? AnthropicRequests.DEFAULT_MAX_TOKENS : maxTokens);
            return;
        }
        if (maxTokens != null && maxTokens <= LEAST)
            throw chat.fault(
                    "reasoning_effort",
                    "none with a limit of " + maxTokens + " tokens; thinking takes more than " + LEAST);
        if (maxTokens != null) budget = Math.min(budget, Math.max(LEAST, (int) (maxTokens * 4L / 5)));
        out.put("max_tokens", maxTokens == null ? budget + AnthropicRequests.DEFAULT_MAX_TOKENS : maxTokens);
        out.put("thinking", new JsonObject().put("type", "enabled").put("budget_tokens", budget));
    }

    private static int budget(String effort) {
        return switch (effort) {
            case "none" -> 0;
            case "minimal" -> LEAST;
            case "low" -> LOW;
            case "medium" -> MEDIUM;
            case "high" -> HIGH;
            default -> XHIGH;
        };
    }
}
