package dev.sluice.upstream;

import dev.sluice.dialect.OpenAiSpeech;
import dev.sluice.dialect.Speech;
import dev.sluice.dialect.anthropic.AnthropicSpeech;
import dev.sluice.dialect.gemini.GeminiSpeech;
import dev.sluice.model.Time;

/** The dialects that an upstream may be configured with. */
final class Speeches {
    private Speeches() {}

    static Speech of(String dialect, Time time) {
        return switch (dialect) {
            case "openai" -> new OpenAiSpeech();
            case "anthropic" -> new AnthropicSpeech(() -> time.millis() / 1000);
            case "gemini" -> new GeminiSpeech(() -> time.millis() / 1000);
            default -> throw new IllegalArgumentException("dialect: " + dialect);
        };
    }
}
