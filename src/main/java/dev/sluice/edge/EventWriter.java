package dev.sluice.edge;

import dev.sluice.channel.Wire;
import dev.sluice.edge.face.AnswerWriter;
import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import dev.sluice.model.StreamEvent.Chunk;
import dev.sluice.model.StreamEvent.Done;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/**
 * One answer to the request that asked for it, in our own events: {@code queued}, {@code chunk}, then {@code done} or {@code failed}, as on
 * a channel but without stream and numbers, since it can't be resumed. One for each answer.
 */
final class EventWriter implements AnswerWriter {
    @Override
    public String contentType() {
        return "text/event-stream";
    }

    @Override
    public void chunk(Chunk chunk, Buffer out) {
        if (chunk.usageOnly()) return;
        out.appendString("event: chunk\ndata: {\"chunk\":")
                .appendBuffer(chunk.json())
                .appendString("}\n\n");
    }

    @Override
    public void done(Done done, Buffer out) {
        event(
                "done",
                new JsonObject()
                        .put("finish_reason", done.finishReason())
                        .put("usage", Wire.usage(done.usage()))
                        .put("cost_usd", done.costUsd())
                        .put("cached", done.cached())
                        .put("coalesced", done.coalesced()),
                out);
    }

    @Override
    public void failed(FailureException cause, Buffer out) {
        Failure f = cause.failure();
        event(
                "failed",
                new JsonObject()
                        .put("code", f.code())
                        .put("message", f.message())
                        .put("retryable", f.retryable()),
                out);
    }

    @Override
    public Buffer queued(int position, long etaMillis) {
        JsonObject place = new JsonObject().put("position", position).put("eta_ms", etaMillis < 0 ? null : etaMillis);
        return event("queued", place, Buffer.buffer());
    }

    @Override
    public Buffer heartbeat() {
        return Buffer.buffer(": ping\n\n");
    }

    private static Buffer event(String name, JsonObject body, Buffer out) {
        return out.appendString("event: " + name + "\ndata: ")
                .appendBuffer(body.toBuffer())
                .appendString("\n\n");
    }
}
