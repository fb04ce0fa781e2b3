package dev.sluice.edge.face;

import dev.sluice.dialect.ProviderError;
import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import dev.sluice.upstream.UpstreamRejectedException;
import java.util.Map;

/**
 * What another dialect calls the members of OpenAI's requests. A request is translated twice on its way, and what the second
 * translation or the provider refuses is named in the words of the house; the caller is told its own. Any thread.
 */
final class FieldNames {
    static final FieldNames ANTHROPIC = new FieldNames(Map.of(
            "max_completion_tokens", "max_tokens",
            "stop", "stop_sequences",
            "reasoning_effort", "thinking",
            "response_format", "output_config.format",
            "parallel_tool_calls", "tool_choice.disable_parallel_tool_use",
            "user", "metadata.user_id"));
    static final FieldNames GEMINI = new FieldNames(Map.ofEntries(
            Map.entry("messages", "contents"),
            Map.entry("max_tokens", "generationConfig.maxOutputTokens"),
            Map.entry("max_completion_tokens", "generationConfig.maxOutputTokens"),
            Map.entry("temperature", "generationConfig.temperature"),
            Map.entry("top_p", "generationConfig.topP"),
            Map.entry("top_k", "generationConfig.topK"),
            Map.entry("seed", "generationConfig.seed"),
            Map.entry("n", "generationConfig.candidateCount"),
            Map.entry("stop", "generationConfig.stopSequences"),
            Map.entry("presence_penalty", "generationConfig.presencePenalty"),
            Map.entry("frequency_penalty", "generationConfig.frequencyPenalty"),
            Map.entry("logprobs", "generationConfig.responseLogprobs"),
            Map.entry("top_logprobs", "generationConfig.logprobs"),
            Map.entry("reasoning_effort", "generationConfig.thinkingConfig"),
            Map.entry("response_format", "generationConfig.responseMimeType"),
            Map.entry("tool_choice", "toolConfig.functionCallingConfig")));

    private final Map<String, String> names;

    private FieldNames(Map<String, String> names) {
        this.names = names;
    }

    /** The failure with its field renamed, in its message, too, where that begins with it; itself where there is nothing to rename. */
    FailureException of(FailureException cause) {
        if (cause instanceof UpstreamRejectedException rejected && rejected.error() != null) return of(rejected);
        String field = cause.failure().field();
        return name(field) == null ? cause : renamed(cause.failure()).exception();
    }

    private UpstreamRejectedException of(UpstreamRejectedException cause) {
        ProviderError error = cause.error();
        String name = name(error.param());
        if (name == null) return cause;
        // Its words stay as they are: they are the provider's.
        ProviderError own = new ProviderError(error.message(), error.type(), name, error.code());
        return new UpstreamRejectedException(renamed(cause.failure()), cause.status(), own);
    }

    private Failure renamed(Failure failure) {
        String field = failure.field();
        String name = name(field);
        if (name == null) return failure;
        String message = failure.message();
        if (message.startsWith(field + ":")) message = name + message.substring(field.length());
        return new Failure(failure.kind(), failure.code(), message, name, failure.retryAfter());
    }

    /** Of the outermost member: what lies within it has other places in the other dialect. Null where it has the same name. */
    private String name(String field) {
        if (field == null) return null;
        int end = 0;
        while (end < field.length() && field.charAt(end) != '.' && field.charAt(end) != '[') end++;
        return names.get(field.substring(0, end));
    }
}
