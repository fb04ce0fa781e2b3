package dev.sluice.channel;

import dev.sluice.dialect.JsonText;
import dev.sluice.dialect.OpenAiChunks;
import dev.sluice.model.Frame;
import dev.sluice.model.StreamEvent;
import dev.sluice.model.StreamEvent.Chunk;
import dev.sluice.model.StreamEvent.Done;
import dev.sluice.model.StreamEvent.Failed;
import dev.sluice.model.StreamEvent.FeedEvent;
import dev.sluice.model.StreamEvent.FeedGap;
import dev.sluice.model.StreamEvent.JobEvent;
import dev.sluice.model.StreamEvent.Start;
import dev.sluice.model.StreamId;
import dev.sluice.model.Subscription;
import dev.sluice.model.Transcript;
import dev.sluice.model.Usage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Stream events as the JSON and the SSE bytes that a channel sends. A frame's SSE bytes lack the id line alone: it may come first,
 * since the order of fields within an event is free (WHATWG HTML 9.2.6). Any thread.
 */
public final class Wire {
    private static final Buffer EVENT = Buffer.buffer("event: ");
    private static final Buffer DATA = Buffer.buffer("\ndata: ");
    private static final Buffer END = Buffer.buffer("\n\n");

    private Wire() {}

    /** {@code event: NAME\ndata: JSON\n\n}, appended. */
    static void sse(Frame frame, Buffer out) {
        out.appendBuffer(EVENT).appendString(frame.name()).appendBuffer(DATA);
        json(frame, out);
        out.appendBuffer(END);
    }

    /** Where the JSON begins in what {@link #sse} appends; it ends two bytes before the end. */
    static int jsonOffset(Frame frame) {
        return EVENT.length() + frame.name().length() + DATA.length();
    }

    /** The event's JSON, appended. */
    static void json(Frame frame, Buffer out) {
        if (frame.chunk()) {
            head(frame.stream(), 0, frame.seq(), out);
            frame.appendChunk(out.appendString(",\"chunk\":"));
            out.appendString("}");
            return;
        }
        StreamEvent event = frame.event();
        if (event instanceof FeedEvent feed) {
            head(frame.stream(), 0, frame.seq(), out);
            feed(feed, out.appendString(","));
            out.appendString("}");
        } else if (event instanceof JobEvent job) {
            head(frame.stream(), 0, frame.seq(), out);
            out.appendString(",").appendBuffer(job.members()).appendString("}");
        } else {
            out.appendString(tree(frame).encode());
        }
    }

    private static JsonObject tree(Frame frame) {
        JsonObject json = new JsonObject().put("stream", frame.stream().value()).put("seq", frame.seq());
        if (frame.event() instanceof Start start) {
            return json.put("model", start.model())
                    .put("tab", start.tab() == null ? null : start.tab().value());
        }
        if (frame.event() instanceof Done done) {
            return json.put("finish_reason", done.finishReason())
                    .put("usage", usage(done.usage()))
                    .put("cost_usd", done.costUsd())
                    .put("cached", done.cached())
                    .put("coalesced", done.coalesced());
        }
        if (frame.event() instanceof FeedGap)
            return json.put("from", frame.seq()).put("to", frame.seq()).put("reason", "upstream");
        Failed failed = (Failed) frame.event();
        return json.put("code", failed.code()).put("message", failed.message()).put("retryable", failed.retryable());
    }

    /** The members {@code event}, {@code id} and {@code data}, without braces. */
    private static void feed(FeedEvent feed, Buffer out) {
        out.appendString("\"event\":").appendBuffer(JsonText.literal(feed.event()));
        out.appendString(",\"id\":").appendBuffer(JsonText.literal(feed.id()));
        out.appendString(",\"data\":").appendBuffer(JsonText.literal(feed.data()));
    }

    /** A feed's events as they stand in its log, for whoever asks once: an array of {@code {seq, event, id, data}}. */
    public static Buffer past(List<Frame> frames) {
        Buffer out = Buffer.buffer(64 + frames.size() * 128).appendString("[");
        for (Frame frame : frames) {
            out.appendString(out.length() > 1 ? ",{\"seq\":" : "{\"seq\":").appendString(Long.toString(frame.seq()));
            if (frame.event() instanceof FeedEvent feed) feed(feed, out.appendString(","));
            else out.appendString(",\"gap\":true");
            out.appendString("}");
        }
        return out.appendString("]");
    }

    /** As OpenAI words it; null stays null. */
    public static JsonObject usage(Usage usage) {
        if (usage == null) return null;
        return new JsonObject()
                .put("prompt_tokens", usage.promptTokens())
                .put("completion_tokens", usage.completionTokens())
                .put("total_tokens", usage.totalTokens())
                .put("prompt_tokens_details", new JsonObject().put("cached_tokens", usage.cachedTokens()))
                .put("completion_tokens_details", new JsonObject().put("reasoning_tokens", usage.reasoningTokens()));
    }

    /** Adjacent text deltas {@code frames[from..to)} as one chunk event's JSON. */
    static Buffer merged(List<Frame> frames, int from, int to) {
        int size = 0;
        for (int i = from; i < to; i++) size += frames.get(i).textLength();
        Buffer text = Buffer.buffer(size);
        for (int i = from; i < to; i++) frames.get(i).appendText(text);
        Frame last = frames.get(to - 1);
        Buffer out = Buffer.buffer(size + 320);
        head(last.stream(), frames.get(from).seq(), last.seq(), out);
        out.appendString(",\"chunk\":").appendBuffer(OpenAiChunks.merged((Chunk) last.event(), text));
        return out.appendString("}");
    }

    static Buffer snapshot(StreamId stream, Transcript said) {
        JsonObject head = new JsonObject()
                .put("stream", stream.value())
                .put("seq", said.seq())
                .put("model", said.model())
                .put("tab", said.tab() == null ? null : said.tab().value());
        return withText(head, said);
    }

    /**
     * An answer as it stands now, for whoever asks once: {@code head}, then seq, text, finish_reason and usage, or error.
     *
     * @param last null while the answer runs
     * @param tail of the log, where the answer has ended
     */
    public static Buffer reading(JsonObject head, Transcript said, StreamEvent.Terminal last, long tail) {
        head.put("seq", last == null ? said.seq() : tail);
        if (last instanceof Failed failed)
            head.put("error", new JsonObject().put("code", failed.code()).put("message", failed.message()));
        Done done = last instanceof Done d ? d : null;
        head.put("finish_reason", done == null ? null : done.finishReason());
        head.put("usage", done == null ? null : usage(done.usage()));
        return withText(head, said);
    }

    private static Buffer withText(JsonObject head, Transcript said) {
        Buffer out = Buffer.buffer(said.text().length() + said.reasoning().length() + 256);
        if (said.toolCalls() != null) head.put("tool_calls", said.toolCalls());
        String encoded = head.encode();
        out.appendString(encoded.substring(0, encoded.length() - 1));
        if (said.reasoning().length() > 0)
            out.appendString(",\"reasoning\":\"").appendBuffer(said.reasoning()).appendString("\"");
        return out.appendString(",\"text\":\"").appendBuffer(said.text()).appendString("\"}");
    }

    /**
     * @param from 0 where what is missing was never numbered here
     * @param to   0 or {@link Subscription#UNKNOWN_END} where nobody knows any more how far the stream went
     */
    static Buffer gap(StreamId stream, long from, long to) {
        JsonObject json = new JsonObject().put("stream", stream.value()).put("from", from);
        boolean known = to > 0 && to < Subscription.UNKNOWN_END;
        return json.put("to", known || from == 0 ? to : null).toBuffer();
    }

    private static void head(StreamId stream, long from, long seq, Buffer out) {
        out.appendString("{\"stream\":\"").appendString(stream.value()).appendString("\"");
        if (from > 0) out.appendString(",\"from\":").appendString(Long.toString(from));
        out.appendString(",\"seq\":").appendString(Long.toString(seq));
    }
}
