package dev.sluice.dialect;

import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import dev.sluice.model.StreamEvent;
import dev.sluice.model.Usage;
import dev.sluice.sse.ByteSpan;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;

/**
 * Reads OpenAI {@code chat.completion.chunk} events (platform.openai.com, "Chat completions: streaming") without
 * building a tree, and merges those that carry text alone. Also reads what DeepSeek, vLLM, OpenRouter and their like
 * put beside it. Any thread.
 */
public final class OpenAiChunks {
    private OpenAiChunks() {}

    /** Whether this is the data of the event that ends a stream: {@code [DONE]}, white space around it allowed. */
    public static boolean isDone(Buffer data) {
        int length = data.length();
        return length >= 6 && length <= 16 && data.toString().strip().equals("[DONE]");
    }

    /**
     * Scans one event's data. It is kept as the chunk's JSON, not copied: it must not change afterwards.
     *
     * @param data one event's data
     * @return chunk is null only where an error comes without any content; choices of another number than 0 count for
     *     {@code content} alone
     * @throws FailureException {@code upstream_malformed} where it is not a JSON object in UTF-8, is nested too deep,
     *     or where its choices have another shape than the dialect's
     */
    public static ScannedChunk scan(Buffer data) {
        ByteSpan bytes = ByteSpan.of(data);
        int fault = Utf8.firstFault(bytes.array(), bytes.from(), bytes.to());
        if (fault >= 0) throw malformed("not UTF-8 at byte " + (fault - bytes.from()));
        ChunkScan scan;
        try {
            scan = ChunkScan.of(bytes);
        } catch (IOException e) {
            throw malformed("not a chat.completion.chunk");
        }
        ProviderError error = scan.error() ? error(data) : null;
        StreamEvent.Chunk chunk = error != null && !scan.content() ? null : chunk(oneLine(data, bytes), scan);
        return new ScannedChunk(chunk, scan.content(), scan.finishReason(), scan.usage(), scan.usageOnly(), error);
    }

    /**
     * The chunk that stands for several: {@code last} with another text.
     *
     * @param last                a mergeable chunk, the last of those that are merged
     * @param joinedLiteralBodies the literal bodies of all of them, joined: bytes {@code textFrom} to {@code textTo} of
     *                            each
     */
    public static Buffer merged(StreamEvent.Chunk last, Buffer joinedLiteralBodies) {
        if (!last.mergeable()) throw new IllegalArgumentException("the last chunk is no pure text delta");
        Buffer json = last.json();
        int tail = json.length() - last.textTo();
        return Buffer.buffer(last.textFrom() + joinedLiteralBodies.length() + tail)
                .appendBuffer(json, 0, last.textFrom())
                .appendBuffer(joinedLiteralBodies)
                .appendBuffer(json, last.textTo(), tail);
    }

    /**
     * The {@code usage} of a whole answer, as a request that does not stream gets; null where it has none or is no
     * JSON object.
     */
    public static Usage usage(Buffer answer) {
        try {
            return ChunkScan.of(ByteSpan.of(answer)).usage();
        } catch (IOException e) {
            return null;
        }
    }

    private static StreamEvent.Chunk chunk(Buffer json, ChunkScan scan) {
        int from = scan.textFrom();
        int to = scan.textTo();
        // A merge cuts at these offsets, so they are not taken on trust from the tokenizer.
        boolean merges = scan.mergeable() && json.getByte(from - 1) == '"' && json.getByte(to) == '"';
        return merges ? new StreamEvent.Chunk(json, from, to) : new StreamEvent.Chunk(json, -1, -1, scan.usageOnly());
    }

    /** An error whose words cannot be read is an error all the same. */
    private static ProviderError error(Buffer data) {
        ProviderError error = OpenAiErrors.read(data);
        return error != null ? error : new ProviderError(null, null, null, null);
    }

    /**
     * CR and LF are legal between tokens alone, where a space means the same and is as long, so that offsets stay
     * true.
     */
    private static Buffer oneLine(Buffer data, ByteSpan bytes) {
        int to = bytes.to();
        int end = ByteSpan.lineEnd(bytes.array(), bytes.from(), to);
        if (end == to) return data;
        Buffer line = data.copy();
        for (; end < to; end = ByteSpan.lineEnd(bytes.array(), end + 1, to))
            line.setByte(end - bytes.from(), (byte) ' ');
        return line;
    }

    private static FailureException malformed(String what) {
        return Failure.of(Failure.Kind.UPSTREAM, "upstream_malformed", "the provider sent an event that is " + what)
                .exception();
    }
}
