package dev.sluice.simulator;

import java.nio.charset.StandardCharsets;

/**
 * Writes one answer's {@code GenerateContentResponse} objects, member by member as Google's API reference shows them. Padding
 * is white space: the dialect has no member for it.
 */
final class GeminiEncoder {
    /** Every so many events come without usage: readers must not take that for none. */
    private static final int WITHOUT_USAGE = 4;

    private final Answer answer;
    private final int minBytes;
    private final boolean usageEverywhere;
    private final String suffix;

    /** @param minBytes least size of a content event's JSON */
    GeminiEncoder(Answer answer, String id, String model, int minBytes, boolean usageEverywhere) {
        this.answer = answer;
        this.minBytes = minBytes;
        this.usageEverywhere = usageEverywhere;
        StringBuilder out = new StringBuilder(",\"modelVersion\":");
        JsonText.quote(out, model);
        JsonText.quote(out.append(",\"responseId\":"), id);
        this.suffix = out.append('}').toString();
    }

    /** The event with one token, or null: a call is told when it is whole. */
    String piece(int index) {
        boolean call = answer.tool() != null;
        if (call
                && (index < answer.completionTokens() - 1
                        || !answer.finishReason().equals("tool_calls"))) return null;
        StringBuilder out = new StringBuilder(Math.max(256, minBytes + 16)).append("{\"candidates\":[{");
        if (call) call(out);
        else text(out, answer.pieces().piece(index));
        out.append(",\"index\":0}]");
        if (usageEverywhere || index % WITHOUT_USAGE != WITHOUT_USAGE - 2) usage(out, index + 1);
        out.append(suffix);
        if (minBytes > 0) pad(out);
        return out.toString();
    }

    String finish() {
        StringBuilder out = new StringBuilder("{\"candidates\":[{");
        text(out, "");
        return end(out);
    }

    /** The whole answer, for {@code :generateContent}. */
    String whole() {
        StringBuilder out = new StringBuilder("{\"candidates\":[{");
        if (answer.tool() == null) text(out, answer.pieces().text());
        else if (answer.finishReason().equals("tool_calls")) call(out);
        else text(out, "");
        return end(out);
    }

    private String end(StringBuilder out) {
        String reason = answer.finishReason().equals("length") ? "MAX_TOKENS" : "STOP";
        out.append(",\"finishReason\":\"").append(reason).append("\",\"index\":0}]");
        return usage(out, answer.completionTokens()).append(suffix).toString();
    }

    private static void text(StringBuilder out, String text) {
        JsonText.quote(out.append("\"content\":{\"parts\":[{\"text\":"), text);
        out.append("}],\"role\":\"model\"}");
    }

    private void call(StringBuilder out) {
        JsonText.quote(out.append("\"content\":{\"parts\":[{\"functionCall\":{\"name\":"), answer.tool());
        out.append(",\"args\":").append(answer.pieces().text()).append("}}],\"role\":\"model\"}");
    }

    private StringBuilder usage(StringBuilder out, int completion) {
        int prompt = answer.promptTokens();
        out.append(",\"usageMetadata\":{\"promptTokenCount\":").append(prompt);
        out.append(",\"candidatesTokenCount\":").append(completion);
        out.append(",\"totalTokenCount\":").append(prompt + completion);
        return out.append(",\"promptTokensDetails\":[{\"modality\":\"TEXT\",\"tokenCount\":")
                .append(prompt)
                .append("}]}");
    }

    private void pad(StringBuilder json) {
        int missing = minBytes - json.toString().getBytes(StandardCharsets.UTF_8).length;
        if (missing > 0) json.insert(json.length() - 1, " ".repeat(missing));
    }
}
