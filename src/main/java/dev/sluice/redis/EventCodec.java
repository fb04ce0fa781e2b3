package dev.sluice.redis;

import dev.sluice.model.InvalidValueException;
import dev.sluice.model.StreamEvent;
import dev.sluice.model.StreamEvent.Chunk;
import dev.sluice.model.StreamEvent.Done;
import dev.sluice.model.StreamEvent.Failed;
import dev.sluice.model.StreamEvent.FeedEvent;
import dev.sluice.model.StreamEvent.FeedGap;
import dev.sluice.model.StreamEvent.JobEvent;
import dev.sluice.model.StreamEvent.Start;
import dev.sluice.model.TabId;
import dev.sluice.model.Transcript;
import dev.sluice.model.Usage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import java.util.ArrayList;
import java.util.List;

/**
 * Stream events and transcripts as bytes, for the shared log. A batch is the format's version (1), how many events there are, and the
 * events: an octet for the kind, then its members in the order of the record. Text is UTF-8 behind its length plus one, 0 for null;
 * numbers are LEB128. A chunk's JSON is carried as it is, with the place of its text, so that no reader scans it again.
 *
 * <p>Reading fails with {@link ForeignValueException} and with nothing else.
 */
final class EventCodec {
    private static final int VERSION = 1;
    private static final int START = 1;
    private static final int CHUNK = 2;
    private static final int TEXT = 3;
    private static final int USAGE = 4;
    private static final int DONE = 5;
    private static final int FAILED = 6;
    private static final int FEED = 7;
    private static final int GAP = 8;
    private static final int JOB = 9;
    private static final int RAW = 10;

    private static final int CACHED = 1;
    private static final int COALESCED = 2;
    private static final int METERED = 4;

    private EventCodec() {}

    static Buffer batch(List<StreamEvent> events) {
        int size = 8;
        for (StreamEvent event : events) size += event.bytes();
        ByteWriter out = new ByteWriter(size);
        out.octet(VERSION);
        out.number(events.size());
        for (StreamEvent event : events) write(event, out);
        return out.bytes();
    }

    static List<StreamEvent> batch(Buffer bytes) {
        ByteReader in = new ByteReader(bytes);
        version(in);
        int count = in.count(bytes.length());
        List<StreamEvent> events = new ArrayList<>(count);
        for (int i = 0; i < count; i++) events.add(event(in));
        in.end();
        if (events.isEmpty()) throw new ForeignValueException("a batch of no events");
        return events;
    }

    static Buffer transcript(Transcript said) {
        ByteWriter out = new ByteWriter(said.text().length() + said.reasoning().length() + 64);
        out.octet(VERSION);
        out.number(said.seq());
        out.text(said.model());
        out.text(said.tab() == null ? null : said.tab().value());
        out.bytes(said.text());
        out.bytes(said.reasoning());
        out.text(said.toolCalls() == null ? null : said.toolCalls().encode());
        return out.bytes();
    }

    static Transcript transcript(Buffer bytes) {
        ByteReader in = new ByteReader(bytes);
        version(in);
        long seq = in.number();
        String model = in.text();
        TabId tab = tab(in.text());
        Buffer text = in.bytes();
        Buffer reasoning = in.bytes();
        String calls = in.text();
        in.end();
        try {
            return new Transcript(seq, model, tab, text, reasoning, calls == null ? null : new JsonArray(calls));
        } catch (DecodeException broken) {
            throw new ForeignValueException("tool calls that are no JSON");
        }
    }

    private static void version(ByteReader in) {
        int version = in.octet();
        if (version != VERSION)
            throw new ForeignValueException("version " + version + " of the format, expected " + VERSION);
    }

    private static void write(StreamEvent event, ByteWriter out) {
        if (event instanceof Chunk chunk) {
            write(chunk, out);
        } else if (event instanceof Start start) {
            out.octet(START);
            out.text(start.model());
            out.text(start.tab() == null ? null : start.tab().value());
        } else if (event instanceof Done done) {
            write(done, out);
        } else if (event instanceof Failed failed) {
            out.octet(FAILED);
            out.text(failed.code());
            out.text(failed.message());
            out.octet(failed.retryable() ? 1 : 0);
        } else if (event instanceof FeedEvent feed) {
            out.octet(FEED);
            out.text(feed.event());
            out.text(feed.id());
            out.text(feed.data());
        } else if (event instanceof FeedGap) {
            out.octet(GAP);
        } else if (event instanceof JobEvent job) {
            out.octet(JOB);
            out.bytes(job.members());
        } else {
            throw new IllegalArgumentException("no code for " + event);
        }
    }

    private static void write(Chunk chunk, ByteWriter out) {
        boolean raw = chunk.event() != null;
        out.octet(raw ? RAW : chunk.mergeable() ? TEXT : chunk.usageOnly() ? USAGE : CHUNK);
        if (raw) {
            out.text(chunk.event());
            out.octet(chunk.usageOnly() ? 1 : 0);
        }
        if (raw || chunk.mergeable()) {
            out.number(chunk.textFrom() + 1);
            out.number(chunk.textTo() + 1);
        }
        out.bytes(chunk.json());
    }

    private static void write(Done done, ByteWriter out) {
        out.octet(DONE);
        out.text(done.finishReason());
        Usage usage = done.usage();
        out.octet((done.cached() ? CACHED : 0) | (done.coalesced() ? COALESCED : 0) | (usage != null ? METERED : 0));
        out.real(done.costUsd());
        if (usage == null) return;
        out.number(usage.promptTokens());
        out.number(usage.completionTokens());
        out.number(usage.cachedTokens());
        out.number(usage.reasoningTokens());
    }

    private static StreamEvent event(ByteReader in) {
        int kind = in.octet();
        return switch (kind) {
            case START -> new Start(in.text(), tab(in.text()));
            case CHUNK -> new Chunk(in.bytes(), -1, -1, false);
            case USAGE -> new Chunk(in.bytes(), -1, -1, true);
            case TEXT -> chunk(in, null, false);
            case RAW -> chunk(in, given(in.text()), in.octet() == 1);
            case DONE -> done(in);
            case FAILED -> new Failed(given(in.text()), given(in.text()), in.octet() == 1);
            case FEED -> new FeedEvent(given(in.text()), in.text(), given(in.text()));
            case GAP -> new FeedGap();
            case JOB -> new JobEvent(in.bytes());
            default -> throw new ForeignValueException("an event of kind " + kind);
        };
    }

    private static Chunk chunk(ByteReader in, String event, boolean usageOnly) {
        int from = in.count(Integer.MAX_VALUE) - 1;
        int to = in.count(Integer.MAX_VALUE) - 1;
        Buffer json = in.bytes();
        if (from > to || to > json.length())
            throw new ForeignValueException("text from " + from + " to " + to + " of " + json.length() + " bytes");
        return new Chunk(json, from, to, usageOnly, event);
    }

    private static Done done(ByteReader in) {
        String reason = in.text();
        int flags = in.octet();
        double cost = in.real();
        Usage usage = (flags & METERED) == 0 ? null : new Usage(in.number(), in.number(), in.number(), in.number());
        return new Done(reason, usage, cost, (flags & CACHED) != 0, (flags & COALESCED) != 0);
    }

    private static String given(String text) {
        if (text == null) throw new ForeignValueException("no text where there must be one");
        return text;
    }

    private static TabId tab(String value) {
        try {
            return value == null ? null : new TabId(value);
        } catch (InvalidValueException broken) {
            throw new ForeignValueException(broken.getMessage());
        }
    }
}
