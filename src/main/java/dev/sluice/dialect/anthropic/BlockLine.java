package dev.sluice.dialect.anthropic;

import dev.sluice.dialect.ChunkParts.ToolCallPart;
import dev.sluice.dialect.JsonText;
import dev.sluice.dialect.anthropic.Block.Kind;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Puts the parts of an answer into content blocks, one after the other, as this dialect wants them: one block is open, the
 * others stand in line.
 *
 * <p>OpenAI numbers calls and may send their pieces in turns. A call is closed when something else comes and its arguments are
 * complete; as long as they are not, what comes else is held, so that no piece can come too late. In the order that providers
 * really send, nothing is ever held. Mutable; owned by its {@link AnthropicWriter}.
 */
final class BlockLine {
    private final Deque<Block> line = new ArrayDeque<>();
    private final Map<Integer, Block> calls = new HashMap<>();
    private final String idStem;
    private Block open;
    private int index = -1;

    /** @param idStem what ids of calls begin with, where the provider gave none */
    BlockLine(String idStem) {
        this.idStem = idStem;
    }

    /** Whether the answer calls any tool. */
    boolean calls() {
        return !calls.isEmpty();
    }

    void text(Buffer body, Buffer out) {
        if (body.length() > 0) add(last(Kind.TEXT), body, out);
    }

    void thinking(Buffer body, Buffer out) {
        if (body.length() > 0) add(last(Kind.THINKING), body, out);
    }

    /** @param text the thought, for a provider that has not told it before */
    void signature(String text, String signature, Buffer out) {
        Block block = last(Kind.THINKING);
        if (block.signature != null) block = enqueue(new Block(Kind.THINKING));
        block.signature = JsonText.body(signature);
        add(block, block.filled ? Buffer.buffer(0) : JsonText.body(text), out);
    }

    void redacted(String data, Buffer out) {
        Block block = enqueue(new Block(Kind.REDACTED));
        block.id = data;
        advance(out);
    }

    /** @return false where the piece comes after its call was complete: then the provider's stream is broken */
    boolean call(ToolCallPart part, Buffer out) {
        Block block = calls.get(part.index());
        if (block == null) {
            block = enqueue(new Block(Kind.TOOL));
            calls.put(part.index(), block);
        }
        if (block.closed) return part.arguments().isBlank();
        if (block.id == null && part.id() != null) block.id = MessageTurns.fitId(part.id());
        if (block.name == null) block.name = part.name();
        block.balance.add(part.arguments());
        add(block, JsonText.body(part.arguments()), out);
        return true;
    }

    /** Everything that is held goes out, and the last block is closed. */
    void end(Buffer out) {
        while (!line.isEmpty()) next(out);
        close(out);
    }

    private Block last(Kind kind) {
        Block last = line.isEmpty() ? open : line.peekLast();
        boolean goesOn = last != null && last.kind == kind && last.signature == null;
        return goesOn ? last : enqueue(new Block(kind));
    }

    private Block enqueue(Block block) {
        line.addLast(block);
        return block;
    }

    private void add(Block block, Buffer body, Buffer out) {
        block.filled |= body.length() > 0;
        if (block == open) block.delta(index, body, out);
        else block.held.appendBuffer(body);
        advance(out);
    }

    private void advance(Buffer out) {
        while (!line.isEmpty() && line.peekFirst().mayOpen() && (open == null || open.mayClose())) next(out);
    }

    private void next(Buffer out) {
        close(out);
        open = line.pollFirst();
        open.start(++index, idStem + index, out);
        open.delta(index, open.held, out);
    }

    private void close(Buffer out) {
        if (open != null) open.stop(index, out);
        open = null;
    }
}
