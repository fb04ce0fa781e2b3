package dev.sluice.dialect.anthropic;

import dev.sluice.dialect.JsonText;
import dev.sluice.dialect.JsonTree;
import dev.sluice.dialect.ScannedChunk;
import dev.sluice.model.StreamEvent;
import dev.sluice.model.Usage;
import dev.sluice.sse.SseEvent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns one Anthropic stream into OpenAI chunks, as its events come. Text goes over as the literal body that came, without being
 * decoded, and so do thoughts and pieces of tool calls; trees are built at a block's begin alone. One per stream, owned by whoever
 * feeds it.
 *
 * <p>Anthropic numbers all blocks, OpenAI the tool calls among them. Thoughts become {@code reasoning_content}; their signature
 * follows in {@code reasoning_details} (see {@link Thoughts}), together with the whole text that it signs. Pieces of citations, and
 * blocks of tools that Anthropic runs itself, say nothing in a chat completion; requests for them are refused before.
 */
public final class AnthropicReader {
    private final UsageTally tally = new UsageTally();
    private final Map<Integer, OpenBlock> blocks = new HashMap<>();
    private final ChunkForm form;
    private int tools;
    private int thoughts;
    private boolean terminal;

    /**
     * @param model          what a chunk's {@code model} says until the stream names one
     * @param createdSeconds a chunk's {@code created}, in seconds since 1970
     */
    public AnthropicReader(String model, long createdSeconds) {
        this.form = new ChunkForm(model, createdSeconds);
    }

    /** Whether {@code message_stop} was read. A stream that ends without it is cut, unless a finish reason came. */
    public boolean terminal() {
        return terminal;
    }

    /**
     * What the event says, in order; empty where that is nothing.
     *
     * @throws dev.sluice.model.FailureException {@code upstream_malformed} where the data is no JSON object in UTF-8
     */
    public List<ScannedChunk> event(SseEvent event) {
        EventScan scan = EventScan.of(event.data(), tally);
        return switch (AnthropicScan.typeOf(event, scan)) {
            case "content_block_delta" -> delta(event.data(), scan);
            case "content_block_start" -> begin(event.data(), scan);
            case "content_block_stop" -> close(scan.index);
            case "message_start" -> {
                form.name(scan.id, scan.model);
                yield List.of(said(form.opening(), false, null, scan.usage ? tally.usage() : null));
            }
            case "message_delta" -> finish(scan);
            case "message_stop" -> {
                terminal = true;
                yield List.of();
            }
            case "error" -> error(event.data());
            default -> scan.error ? error(event.data()) : List.of();
        };
    }

    private static List<ScannedChunk> error(Buffer data) {
        return List.of(ScannedChunk.failed(AnthropicErrors.ofEvent(data)));
    }

    private List<ScannedChunk> delta(Buffer data, EventScan scan) {
        if (scan.to == scan.from) return List.of();
        Buffer body = data.slice(scan.from, scan.to);
        return switch (scan.delta) {
            case TEXT -> List.of(ChunkForm.content(form.text(body)));
            case THINKING -> thinking(block(scan.index), body);
            case TOOL_INPUT -> input(block(scan.index), body);
            case SIGNATURE -> signature(block(scan.index), body);
            case NONE -> List.of();
        };
    }

    private List<ScannedChunk> thinking(OpenBlock block, Buffer body) {
        block.thinking.appendBuffer(body);
        return List.of(ChunkForm.content(form.thinking(body)));
    }

    private List<ScannedChunk> input(OpenBlock block, Buffer body) {
        if (block.tool < 0) return List.of(); // of a tool that Anthropic runs itself
        block.input = true;
        return List.of(ChunkForm.content(form.arguments(block.tool, body)));
    }

    private List<ScannedChunk> signature(OpenBlock block, Buffer body) {
        Buffer text = block.thinking;
        return List.of(said(form.signature(thoughts++, text, body), false, null, null));
    }

    private List<ScannedChunk> begin(Buffer data, EventScan scan) {
        JsonObject start =
                scan.blockTo > scan.blockFrom ? tree(data.slice(scan.blockFrom, scan.blockTo)) : new JsonObject();
        OpenBlock block = new OpenBlock();
        blocks.put(scan.index, block);
        return switch (string(start, "type")) {
            case "text" -> first(string(start, "text"));
            case "thinking" -> {
                String text = string(start, "thinking");
                yield text.isEmpty() ? List.of() : thinking(block, JsonText.body(text));
            }
            case "redacted_thinking" -> List.of(ChunkForm.content(form.redacted(thoughts++, string(start, "data"))));
            case "tool_use" -> {
                block.tool = tools++;
                block.begun = start.getValue("input") instanceof JsonObject input ? input : new JsonObject();
                yield List.of(ChunkForm.content(form.call(block.tool, string(start, "id"), string(start, "name"))));
            }
            default -> List.of();
        };
    }

    private List<ScannedChunk> first(String text) {
        return text.isEmpty() ? List.of() : List.of(ChunkForm.content(form.text(JsonText.body(text))));
    }

    /** A call without arguments comes without a piece; OpenAI's clients expect an empty object then. */
    private List<ScannedChunk> close(int index) {
        OpenBlock block = blocks.remove(index);
        if (block == null || block.tool < 0 || block.input) return List.of();
        Buffer whole = JsonText.body(JsonTree.text(block.begun));
        return List.of(ChunkForm.content(form.arguments(block.tool, whole)));
    }

    private List<ScannedChunk> finish(EventScan scan) {
        Usage usage = scan.usage ? tally.usage() : null;
        if (scan.stopReason == null)
            return usage == null ? List.of() : List.of(new ScannedChunk(null, false, null, usage, false, null));
        String reason = StopReasons.toChat(scan.stopReason);
        ScannedChunk finish = said(form.finish(reason, scan.stopSequence), false, reason, usage);
        if (tally.usage() == null) return List.of(finish);
        ScannedChunk counts = new ScannedChunk(form.usage(tally.toChat()), false, null, tally.usage(), true, null);
        return List.of(finish, counts);
    }

    private OpenBlock block(int index) {
        return blocks.computeIfAbsent(index, unknown -> new OpenBlock());
    }

    private static ScannedChunk said(StreamEvent.Chunk chunk, boolean content, String finishReason, Usage usage) {
        return new ScannedChunk(chunk, content, finishReason, usage, false, null);
    }

    private static JsonObject tree(Buffer object) {
        return object.toJsonValue() instanceof JsonObject json ? json : new JsonObject();
    }

    private static String string(JsonObject object, String name) {
        return object.getValue(name) instanceof String text ? text : "";
    }

    /** A block that has begun and not ended. */
    private static final class OpenBlock {
        private int tool = -1;
        private boolean input;
        private JsonObject begun;
        private final Buffer thinking = Buffer.buffer(0);
    }
}
