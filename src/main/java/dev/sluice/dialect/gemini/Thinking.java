package dev.sluice.dialect.gemini;

import io.vertx.core.json.JsonObject;
import java.util.Locale;

/**
 * How hard a model is to think: OpenAI's {@code reasoning_effort} and Gemini's {@code thinkingConfig}. Budgets are those that
 * Google's own OpenAI endpoint uses (ai.google.dev/gemini-api/docs/openai): 1,024, 8,192 and 24,576 tokens, which all
 * generations take; levels, which only later ones take, are read, not written.
 */
final class Thinking {
    private static final int LOW = 1024;
    private static final int MEDIUM = 8192;
    private static final int HIGH = 24576;

    private Thinking() {}

    /** Whether the caller wants to hear the thoughts; Gemini keeps them to itself unless told otherwise. */
    static boolean aloud(JsonObject request) {
        return member(member(request, "generationConfig"), "thinkingConfig") instanceof JsonObject thinking
                && Boolean.TRUE.equals(member(thinking, "includeThoughts"));
    }

    private static Object member(Object holder, String name) {
        if (!(holder instanceof JsonObject object)) return null;
        Object value = object.getValue(name);
        return value != null
                ? value
                : object.getValue(name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT));
    }

    /** OpenAI's effort, or null where the model is to decide. */
    static String effort(Members config) {
        Members thinking = config.object("thinkingConfig");
        if (thinking == null) return null;
        thinking.flag("includeThoughts"); // what is heard is decided where the answer is written
        Integer budget = thinking.whole("thinkingBudget");
        String level = thinking.constant("thinkingLevel");
        thinking.end();
        if (level != null) {
            if (budget != null) throw thinking.wrong("thinkingBudget", "nothing beside a thinkingLevel");
            return switch (level) {
                case "MINIMAL", "LOW", "MEDIUM", "HIGH" -> level.toLowerCase(Locale.ROOT);
                default -> throw thinking.wrong("thinkingLevel", "MINIMAL, LOW, MEDIUM or HIGH");
            };
        }
        if (budget == null || budget == -1) return null;
        if (budget < -1) throw thinking.wrong("thinkingBudget", "-1, 0 or a number of tokens");
        if (budget == 0) return "none";
        if (budget <= LOW) return "low";
        return budget <= MEDIUM ? "medium" : "high";
    }

    /** Gemini's {@code thinkingConfig}, or null. Who sets the effort hears the thoughts, as from others that reason aloud. */
    static JsonObject config(Members request) {
        String effort = request.string("reasoning_effort");
        if (effort == null) return null;
        int budget = switch (effort) {
            case "none" -> 0;
            case "minimal", "low" -> LOW;
            case "medium" -> MEDIUM;
            case "high", "xhigh" -> HIGH;
            default -> throw request.wrong("reasoning_effort", "none, minimal, low, medium, high or xhigh");
        };
        JsonObject config = new JsonObject().put("thinkingBudget", budget);
        return budget == 0 ? config : config.put("includeThoughts", true);
    }
}
