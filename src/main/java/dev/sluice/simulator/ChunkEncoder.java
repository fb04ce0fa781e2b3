package dev.sluice.simulator;

import java.nio.charset.StandardCharsets;

/**
 * Writes the JSON of one answer's {@code chat.completion.chunk} objects and of its {@code chat.completion}, member by member
 * as OpenAI's API reference shows them. Padding goes into {@code obfuscation}, where OpenAI puts its own.
 */
final class ChunkEncoder {
    private static final String FINGERPRINT = "fp_51ce0a11b0";
    private static final String PADDING = "kR3vZq8LmT1xWc5NyB7hJ0sDfG4pUe9aVo2iKt6QjYrMbXwHlCzSgPdEnFuAOI";

    private final Answer answer;
    private final int minBytes;
    private final String prefix;
    private final String wholePrefix;
    private final String suffix;
    private final boolean usageEverywhere;

    /**
     * @param id           such as {@code chatcmpl-…}
     * @param created      seconds since 1970
     * @param minBytes     least size of a content event's JSON
     * @param includeUsage whether chunks carry {@code "usage":null}, as they do where usage follows at the end
     */
    ChunkEncoder(
            Answer answer,
            String id,
            long created,
            String model,
            int minBytes,
            boolean includeUsage,
            boolean cumulative) {
        this.answer = answer;
        this.minBytes = minBytes;
        this.usageEverywhere = cumulative;
        this.prefix = prefix("chat.completion.chunk", id, created, model);
        this.wholePrefix = prefix("chat.completion", id, created, model);
        this.suffix = includeUsage && !cumulative ? ",\"usage\":null" : "";
    }

    private static String prefix(String object, String id, long created, String model) {
        StringBuilder out = new StringBuilder(200).append("{\"id\":\"").append(id);
        out.append("\",\"object\":\"")
                .append(object)
                .append("\",\"created\":")
                .append(created)
                .append(",\"model\":");
        JsonText.quote(out, model);
        out.append(",\"service_tier\":\"default\",\"system_fingerprint\":\"").append(FINGERPRINT);
        return out.append("\",\"choices\":[").toString();
    }

    /** The first chunk: the role and nothing to read, or the name of the tool. */
    String opening() {
        StringBuilder out = new StringBuilder(prefix).append("{\"index\":0,\"delta\":{\"role\":\"assistant\",");
        if (answer.tool() == null) out.append("\"content\":\"\",\"refusal\":null}");
        else {
            out.append("\"content\":null,\"tool_calls\":[{\"index\":0,");
            function(out, "").append("]}");
        }
        return close(out, null, 0).toString();
    }

    /** The chunk with one token. */
    String piece(int index) {
        StringBuilder out = new StringBuilder(Math.max(prefix.length() + 128, minBytes + 16)).append(prefix);
        out.append("{\"index\":0,\"delta\":{");
        if (answer.tool() == null) out.append("\"content\":\"");
        else out.append("\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"");
        JsonText.escape(out, answer.pieces().piece(index));
        out.append(answer.tool() == null ? "\"}" : "\"}}]}");
        close(out, null, index + 1);
        if (minBytes > 0) pad(out);
        return out.toString();
    }

    /** The last chunk of the choice. */
    String finish() {
        StringBuilder out = new StringBuilder(prefix).append("{\"index\":0,\"delta\":{}");
        return close(out, answer.finishReason(), answer.completionTokens()).toString();
    }

    /** The chunk that {@code include_usage} adds. */
    String usage() {
        StringBuilder out = new StringBuilder(prefix).append("],\"usage\":");
        return usage(out, answer.completionTokens()).append('}').toString();
    }

    /** The whole answer, for requests without {@code stream}. */
    String whole() {
        StringBuilder out =
                new StringBuilder(wholePrefix).append("{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":");
        JsonText.quote(out, answer.tool() == null ? answer.pieces().text() : null);
        out.append(",\"refusal\":null");
        if (answer.tool() != null)
            function(out.append(",\"tool_calls\":[{"), answer.pieces().text()).append(']');
        out.append(",\"annotations\":[]},\"logprobs\":null,\"finish_reason\":\"")
                .append(answer.finishReason());
        return usage(out.append("\"}],\"usage\":"), answer.completionTokens())
                .append('}')
                .toString();
    }

    private StringBuilder function(StringBuilder out, String arguments) {
        JsonText.quote(out.append("\"id\":"), answer.toolCallId());
        JsonText.quote(out.append(",\"type\":\"function\",\"function\":{\"name\":"), answer.tool());
        JsonText.quote(out.append(",\"arguments\":"), arguments);
        return out.append("}}");
    }

    private StringBuilder close(StringBuilder out, String finishReason, int tokensSoFar) {
        JsonText.quote(out.append(",\"logprobs\":null,\"finish_reason\":"), finishReason);
        out.append("}]").append(suffix);
        if (usageEverywhere) usage(out.append(",\"usage\":"), tokensSoFar);
        return out.append('}');
    }

    private StringBuilder usage(StringBuilder out, int completion) {
        out.append("{\"prompt_tokens\":").append(answer.promptTokens());
        out.append(",\"completion_tokens\":").append(completion);
        out.append(",\"total_tokens\":").append(answer.promptTokens() + completion);
        out.append(",\"prompt_tokens_details\":{\"cached_tokens\":0},");
        return out.append("\"completion_tokens_details\":{\"reasoning_tokens\":0}}");
    }

    private void pad(StringBuilder json) {
        int bytes = json.toString().getBytes(StandardCharsets.UTF_8).length;
        int missing = minBytes - bytes - ",\"obfuscation\":\"\"".length();
        if (bytes >= minBytes) return;
        json.setLength(json.length() - 1);
        json.append(",\"obfuscation\":\"");
        for (int i = 0; i < missing; i += PADDING.length())
            json.append(PADDING, 0, Math.min(PADDING.length(), missing - i));
        json.append("\"}");
    }
}
