package dev.sluice.dialect.anthropic;

import dev.sluice.dialect.ProviderError;
import dev.sluice.model.Usage;
import dev.sluice.sse.SseEvent;

/**
 * Watches one Anthropic stream that is passed through as it is, without building a tree. One per stream, owned by whoever feeds it.
 * The event's name counts only where its data has no {@code type} of its own, as servers leave one of the two out.
 */
public final class AnthropicScan {
    private final UsageTally tally = new UsageTally();

    /**
     * What one event says.
     *
     * @param type         what kind of event it is, such as {@code content_block_delta}
     * @param content      whether it carries text, thoughts, or a piece of a tool call: the first that does commits the attempt
     * @param finishReason in OpenAI's words, or null
     * @param usage        everything known by now, where the event told any of it, else null: the last one is the answer's
     * @param error        the error that ends the stream, or null
     * @param terminal     whether it is {@code message_stop}; a stream without one is cut
     */
    public record Seen(
            String type, boolean content, String finishReason, Usage usage, ProviderError error, boolean terminal) {
        private static Seen only(String type) {
            return new Seen(type, false, null, null, null, type.equals("message_stop"));
        }

        private static Seen failed(SseEvent event) {
            return new Seen("error", false, null, null, AnthropicErrors.ofEvent(event.data()), false);
        }
    }

    /** @throws dev.sluice.model.FailureException {@code upstream_malformed} where the data is no JSON object in UTF-8 */
    public Seen event(SseEvent event) {
        EventScan scan = EventScan.of(event.data(), tally);
        String type = typeOf(event, scan);
        return switch (type) {
            case "ping", "message_stop" -> Seen.only(type);
            case "error" -> Seen.failed(event);
            // Other servers' errors come without a type.
            default -> scan.error ? Seen.failed(event) : said(type, scan);
        };
    }

    private Seen said(String type, EventScan scan) {
        String finish = scan.stopReason == null ? null : StopReasons.toChat(scan.stopReason);
        return new Seen(type, content(scan), finish, scan.usage ? tally.usage() : null, null, false);
    }

    static String typeOf(SseEvent event, EventScan scan) {
        return scan.type.isEmpty() ? event.type() : scan.type;
    }

    private static boolean content(EventScan scan) {
        return switch (scan.delta) {
            case TEXT, TOOL_INPUT, THINKING -> scan.to > scan.from;
            case SIGNATURE -> false;
            // A block of text or thoughts may stay empty; the others are there for good.
            case NONE ->
                !scan.blockType.isEmpty() && !scan.blockType.equals("text") && !scan.blockType.equals("thinking");
        };
    }
}
