package dev.sluice.simulator;

import java.nio.charset.StandardCharsets;

/**
 * One answer as Anthropic's events and as its {@code message}, member by member as the API reference shows them. Padding is white
 * space at the end of the object, as Anthropic itself pads.
 */
final class MessageWording implements Wording {
    private static final String BLOCK_STOP = "{\"type\":\"content_block_stop\",\"index\":0}";

    private final Answer answer;
    private final ChatRequest request;
    private final Script script;
    private final String id;

    MessageWording(Answer answer, ChatRequest request, String id) {
        this.answer = answer;
        this.request = request;
        this.script = request.script();
        this.id = id;
    }

    @Override
    public void open(EventWriter out) {
        StringBuilder start = message(new StringBuilder("{\"type\":\"message_start\",\"message\":"), "[]", null);
        out.event(
                "message_start",
                usage(start.append(",\"usage\":"), true, 1).append("}}").toString());
        StringBuilder block = new StringBuilder("{\"type\":\"content_block_start\",\"index\":0,\"content_block\":");
        if (answer.tool() == null) block.append("{\"type\":\"text\",\"text\":\"\"}");
        else toolUse(block, "{}");
        out.event("content_block_start", block.append('}').toString());
        out.event("ping", "{\"type\":\"ping\"}");
    }

    @Override
    public void piece(int index, boolean broken, EventWriter out) {
        StringBuilder json =
                new StringBuilder(128).append("{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":");
        json.append(answer.tool() == null ? "\"text_delta\",\"text\":" : "\"input_json_delta\",\"partial_json\":");
        JsonText.quote(json, answer.pieces().piece(index));
        pad(json.append('}'));
        String whole = json.append('}').toString();
        out.event("content_block_delta", broken ? Wording.half(whole) : whole);
    }

    @Override
    public void close(EventWriter out) {
        out.event("content_block_stop", BLOCK_STOP);
        StringBuilder json = stop(new StringBuilder("{\"type\":\"message_delta\",\"delta\":{"))
                .append("},\"usage\":");
        usage(json, script.has(Fault.USAGE_CUMULATIVE), answer.completionTokens());
        out.event("message_delta", json.append('}').toString());
        if (!script.has(Fault.NO_DONE)) out.event("message_stop", "{\"type\":\"message_stop\"}");
    }

    @Override
    public void error(RefusedException refused, EventWriter out) {
        out.event("error", new AnthropicFace().error(refused));
    }

    @Override
    public String whole() {
        StringBuilder content = new StringBuilder("[");
        if (answer.tool() != null) toolUse(content, input());
        else {
            JsonText.quote(
                    content.append("{\"type\":\"text\",\"text\":"),
                    answer.pieces().text());
            content.append('}');
        }
        StringBuilder out = message(new StringBuilder(), content.append(']').toString(), answer.finishReason());
        return usage(out.append(",\"usage\":"), true, answer.completionTokens())
                .append('}')
                .toString();
    }

    /** Arguments that a limit has cut are no object; then there are none. */
    private String input() {
        return answer.finishReason().equals("length") ? "{}" : answer.pieces().text();
    }

    /** Open at the end: the usage is missing. */
    private StringBuilder message(StringBuilder out, String content, String finishReason) {
        out.append("{\"id\":\"").append(id).append("\",\"type\":\"message\",\"role\":\"assistant\",\"model\":");
        JsonText.quote(out, request.model());
        out.append(",\"content\":").append(content).append(',');
        return finishReason == null ? out.append("\"stop_reason\":null,\"stop_sequence\":null") : stop(out);
    }

    private StringBuilder stop(StringBuilder out) {
        String reason = switch (answer.finishReason()) {
            case "length" -> "max_tokens";
            case "tool_calls" -> "tool_use";
            default -> answer.stopSequence() == null ? "end_turn" : "stop_sequence";
        };
        out.append("\"stop_reason\":\"").append(reason).append("\",\"stop_sequence\":");
        JsonText.quote(out, answer.stopSequence());
        return out;
    }

    private void toolUse(StringBuilder out, String input) {
        out.append("{\"type\":\"tool_use\",\"id\":\"")
                .append(answer.toolCallId().replace("call_", "toolu_01"));
        JsonText.quote(out.append("\",\"name\":"), answer.tool());
        out.append(",\"input\":").append(input).append('}');
    }

    /** @param all whether what was read is told, too; the end of a stream tells it again only in newer versions */
    private StringBuilder usage(StringBuilder out, boolean all, int outputTokens) {
        out.append('{');
        if (all) {
            out.append("\"input_tokens\":").append(answer.promptTokens());
            out.append(",\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,");
        }
        return out.append("\"output_tokens\":").append(outputTokens).append('}');
    }

    private void pad(StringBuilder json) {
        int missing = script.eventBytes() == 0
                ? 0
                : script.eventBytes() - 1 - json.toString().getBytes(StandardCharsets.UTF_8).length;
        if (missing > 0) json.append(" ".repeat(missing));
    }
}
