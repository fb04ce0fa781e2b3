package dev.sluice.dialect.gemini;

import dev.sluice.dialect.OpenAiChunks;
import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import dev.sluice.model.StreamEvent.Chunk;
import dev.sluice.model.Usage;
import dev.sluice.sse.SseEncoder;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes OpenAI's chunks as one stream of {@code :streamGenerateContent}; what comes in Gemini's own events passes. Text leaves with the chunk that brought it; calls,
 * finish reasons and usage leave together at the end, since a call is whole in Gemini's form and a finish reason is its
 * terminal marker. What it returns is to be sent as it is; an empty buffer is nothing to send.
 *
 * <p>One per answer and reader; owned by whoever writes the response, one thread at a time. {@link #done} or {@link #failed}
 * comes once and last.
 */
public final class GeminiWriter {
    /** The two shapes of the stream. */
    public enum Shape {
        /** {@code ?alt=sse}: server-sent events, each a response. */
        EVENTS("text/event-stream"),
        /** Without it: one JSON array, whose elements come one by one. */
        ARRAY("application/json");

        private final String contentType;

        Shape(String contentType) {
            this.contentType = contentType;
        }

        /** For the response's head. */
        public String contentType() {
            return contentType;
        }
    }

    private static final class Candidate {
        private final PendingCalls calls = new PendingCalls();
        private String finish;
    }

    private static final Buffer PING = SseEncoder.comment("ping");

    private final Shape shape;
    private final GeminiForm form;
    private final boolean thoughts;
    private final Map<Integer, Candidate> candidates = new TreeMap<>();
    private Usage usage;
    private boolean opened;
    private boolean closed;
    /** Whether the answer comes in Gemini's own words. */
    private boolean passed;

    /**
     * @param responseId the answer's id
     * @param model      told as {@code modelVersion}
     * @param thoughts   whether the caller wants to hear the model think: {@link GeminiRequest#thoughts}
     */
    public GeminiWriter(Shape shape, String responseId, String model, boolean thoughts) {
        this.shape = shape;
        this.form = new GeminiForm(responseId, model);
        this.thoughts = thoughts;
        candidates.put(0, new Candidate());
    }

    /** @throws FailureException {@code upstream_malformed} where it is no JSON object, which a scanned chunk is */
    public Buffer chunk(Chunk chunk) {
        if (chunk.passed()) {
            passed = true;
            return element(chunk.json());
        }
        if (chunk.mergeable()) return element(form.text(chunk.json(), chunk.textFrom(), chunk.textTo()));
        JsonObject json = ProviderJson.tree(chunk.json());
        if (json.getValue("usage") != null) usage(OpenAiChunks.usage(chunk.json()));
        if (!(json.getValue("choices") instanceof JsonArray choices)) return Buffer.buffer();
        List<JsonObject> said = new ArrayList<>();
        for (Object each : choices) if (each instanceof JsonObject choice) choice(choice, said);
        return said.isEmpty() ? Buffer.buffer() : element(form.response(said, null));
    }

    /**
     * The answer is complete.
     *
     * @param finishReason OpenAI's, of the first choice; null: what its chunks said
     * @param last         null: what the chunks said, if anything
     */
    public Buffer done(String finishReason, Usage last) {
        if (closed) return Buffer.buffer();
        if (passed) return close(Buffer.buffer());
        usage(last);
        if (finishReason != null) candidates.get(0).finish = finishReason;
        List<JsonObject> ends = new ArrayList<>();
        candidates.forEach((index, candidate) -> {
            List<JsonObject> parts = candidate.calls.take();
            // Google's last event has a part, too, and some readers count on it.
            if (parts.isEmpty()) parts.add(new JsonObject().put("text", ""));
            ends.add(GeminiForm.candidate(index, parts, candidate.calls.finish(candidate.finish), null));
        });
        return close(element(form.response(ends, usage)));
    }

    /** The answer broke: an error in the stream, and no finish reason. */
    public Buffer failed(Failure failure) {
        return failed(GeminiErrors.body(failure));
    }

    /** The same, as the provider worded it. @param error an error body, on one line */
    public Buffer failed(Buffer error) {
        return closed ? Buffer.buffer() : close(element(error));
    }

    /** A sign of life, which readers of the stream pass over. */
    public Buffer heartbeat() {
        return shape == Shape.EVENTS ? PING.copy() : Buffer.buffer("\n");
    }

    private void choice(JsonObject choice, List<JsonObject> said) {
        int index = choice.getValue("index") instanceof Number number ? number.intValue() : 0;
        Candidate candidate = candidates.computeIfAbsent(index, none -> new Candidate());
        if (choice.getValue("finish_reason") instanceof String reason && !reason.isEmpty()) candidate.finish = reason;
        JsonObject logprobs = Logprobs.toGemini(choice.getValue("logprobs"));
        List<JsonObject> parts = List.of();
        if (choice.getValue("delta") instanceof JsonObject delta) {
            parts = GeminiForm.words(delta, thoughts);
            candidate.calls.add(delta.getValue("tool_calls"));
        }
        if (!parts.isEmpty() || logprobs != null) said.add(GeminiForm.candidate(index, parts, null, logprobs));
    }

    private void usage(Usage now) {
        if (now != null) usage = usage == null ? now : usage.then(now);
    }

    private Buffer element(Buffer json) {
        if (shape == Shape.EVENTS) return SseEncoder.event(null, null, json);
        Buffer out = Buffer.buffer(json.length() + 4).appendString(opened ? "\n,\n" : "[");
        opened = true;
        return out.appendBuffer(json);
    }

    private Buffer close(Buffer last) {
        closed = true;
        return shape == Shape.EVENTS ? last : last.appendString("\n]");
    }
}
