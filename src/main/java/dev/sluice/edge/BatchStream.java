package dev.sluice.edge;

import dev.sluice.channel.Pump;
import dev.sluice.job.Batch;
import dev.sluice.model.Failure;
import dev.sluice.model.Problems;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/**
 * A batch's results as they finish: events ({@code result}, then {@code end}), or lines of JSON with the event's name in
 * {@code event}. Belongs to its request's loop; ends with the batch, with its caller, or by a stall.
 */
final class BatchStream extends Pump implements Batch.Reader {
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Edge edge;
    private final boolean events;
    private final String[] ids;
    private final Batch batch;
    private final long heartbeatNanos;
    private final long stalledNanos;
    private long lastWrite;
    private boolean blocked;
    private boolean closed;

    /** @param ids the caller's own names of the prompts, each may be null */
    BatchStream(
            HttpServerRequest request,
            Edge edge,
            boolean events,
            String[] ids,
            Batch.Prompts prompts,
            int concurrency) {
        this.request = request;
        this.response = request.response();
        this.edge = edge;
        this.events = events;
        this.ids = ids;
        this.batch = new Batch(prompts, concurrency, this);
        this.heartbeatNanos = edge.parts().config().channel().heartbeat().toNanos();
        this.stalledNanos = edge.parts().config().channel().stalledAfter().toNanos();
    }

    void open() {
        if (events) ChannelResource.head(request);
        else
            response.setChunked(true)
                    .putHeader("content-type", "application/x-ndjson")
                    .putHeader("cache-control", "no-cache, no-transform")
                    .putHeader("x-accel-buffering", "no");
        // Whoever reads shall see at once that it has begun.
        response.writeHead();
        lastWrite = edge.loop().now();
        edge.loop().add(this);
        response.closeHandler(v -> close());
        response.exceptionHandler(gone -> close());
        if (response.closed()) close();
        else batch.resume();
    }

    @Override
    public void completed(int index, Buffer result) {
        String head = head(index, "completed").encode();
        write(
                "result",
                Buffer.buffer(head.length() + result.length() + 16)
                        .appendString(head.substring(0, head.length() - 1))
                        .appendString(",\"result\":")
                        .appendBuffer(result)
                        .appendString("}"));
    }

    @Override
    public void failed(int index, Failure why) {
        JsonObject error = Problems.body(why).put("retryable", why.retryable());
        write("result", head(index, "failed").put("error", error).toBuffer());
    }

    private JsonObject head(int index, String status) {
        JsonObject head = new JsonObject().put("index", index);
        if (ids[index] != null) head.put("id", ids[index]);
        return head.put("status", status);
    }

    @Override
    public void over(int completed, int failed) {
        if (closed) return;
        write(
                "end",
                new JsonObject()
                        .put("completed", completed)
                        .put("failed", failed)
                        .toBuffer());
        close();
        response.end();
    }

    @Override
    public boolean full() {
        return blocked;
    }

    /** @param json an object */
    private void write(String event, Buffer json) {
        if (closed) return;
        Buffer out = Buffer.buffer(json.length() + 48);
        if (events)
            out.appendString("event: " + event + "\ndata: ").appendBuffer(json).appendString("\n\n");
        else
            out.appendString("{\"event\":\"" + event + "\",")
                    .appendBuffer(json, 1, json.length() - 1)
                    .appendString("\n");
        send(out);
    }

    private void send(Buffer out) {
        lastWrite = edge.loop().now();
        response.write(out);
        if (blocked || !response.writeQueueFull()) return;
        blocked = true;
        response.drainHandler(v -> {
            response.drainHandler(null);
            blocked = false;
            batch.resume();
        });
    }

    @Override
    protected void flush(long now) {}

    @Override
    protected void beat(long now) {
        if (closed) return;
        if (blocked) {
            if (now - lastWrite >= stalledNanos) broken();
        } else if (now - lastWrite >= heartbeatNanos) {
            // A blank line is nothing to readers of either.
            send(Buffer.buffer(events ? ": ping\n\n" : "\n"));
        }
    }

    @Override
    protected void broken() {
        close();
        response.reset();
    }

    /** Lets go; what still runs is ended. Idempotent. */
    private void close() {
        if (closed) return;
        closed = true;
        edge.loop().remove(this);
        batch.cancel();
    }
}
