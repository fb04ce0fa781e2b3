package dev.sluice.channel;

import dev.sluice.model.Frame;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;

/** Events as {@code text/event-stream} on an HTTP response whose head is set. Belongs to the response's loop. */
public final class SseOutlet implements Outlet {
    private static final byte[] ID = "id: ".getBytes(StandardCharsets.US_ASCII);
    private static final Frame.Encoder ENCODER = Wire::sse;
    /** Most frames need no more, their cursor and the chunk's size included. */
    private static final int FRAME_BYTES = 480;

    private static final Buffer NONE = ChunkedBody.begin(0);

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final ChunkedBody body;
    private Buffer out = NONE;
    private boolean parts;

    /** @param request whose response's head is set */
    public SseOutlet(HttpServerRequest request) {
        this.request = request;
        this.response = request.response();
        this.body = new ChunkedBody(request);
    }

    @Override
    public String kind() {
        return "sse";
    }

    @Override
    public void frame(Frame frame, CursorText cursor) {
        room(FRAME_BYTES);
        id(cursor);
        frame.appendWire(ENCODER, out);
    }

    @Override
    public void event(String name, CursorText cursor, Buffer json) {
        room(json.length() + 64);
        if (cursor != null) id(cursor);
        out.appendString("event: ").appendString(name).appendString("\ndata: ");
        out.appendBuffer(json).appendString("\n\n");
    }

    @Override
    public void retry(long millis) {
        room(32);
        out.appendString("retry: ").appendString(Long.toString(millis)).appendString("\n\n");
    }

    @Override
    public int pending() {
        return ChunkedBody.length(out);
    }

    @Override
    public void flush() {
        if (out == NONE) return;
        Buffer piece = out;
        out = NONE;
        body.write(piece);
    }

    @Override
    public boolean full() {
        return response.writeQueueFull();
    }

    @Override
    public void onDrain(Runnable action) {
        response.drainHandler(v -> {
            response.drainHandler(null);
            action.run();
        });
    }

    @Override
    public Future<Void> end() {
        flush();
        if (response.closed() || response.ended()) return Future.succeededFuture();
        Future<Void> left = response.end();
        return parts ? left.onComplete(done -> Parting.from(request)) : left;
    }

    @Override
    public void partAtEnd() {
        parts = true;
    }

    @Override
    public void drop() {
        Cut.off(request);
    }

    private void id(CursorText cursor) {
        out.appendBytes(ID);
        cursor.appendTo(out);
        out.appendByte((byte) '\n');
    }

    private void room(int bytes) {
        if (out == NONE) out = ChunkedBody.begin(bytes);
    }
}
