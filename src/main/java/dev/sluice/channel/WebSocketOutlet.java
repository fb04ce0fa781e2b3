package dev.sluice.channel;

import dev.sluice.model.Frame;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.util.ArrayList;
import java.util.List;

/** Events as text messages {@code {"event","id","data"}} of the subprotocol {@code sluice.v1}. Belongs to the socket's loop. */
public final class WebSocketOutlet implements Outlet {
    private final HttpServerRequest request;
    private final ServerWebSocket socket;
    private final List<Buffer> out = new ArrayList<>();
    private int pending;
    private boolean ended;

    /** @param request that became the socket */
    public WebSocketOutlet(HttpServerRequest request, ServerWebSocket socket) {
        this.request = request;
        this.socket = socket;
    }

    @Override
    public String kind() {
        return "websocket";
    }

    @Override
    public void frame(Frame frame, CursorText cursor) {
        Buffer wire = Buffer.buffer(frame.bytes() + 256);
        frame.appendWire(Wire::sse, wire);
        int from = Wire.jsonOffset(frame);
        add(frame.name(), cursor, wire.slice(from, wire.length() - 2));
    }

    @Override
    public void event(String name, CursorText cursor, Buffer json) {
        add(name, cursor, json);
    }

    @Override
    public void retry(long millis) {}

    @Override
    public int pending() {
        return pending;
    }

    @Override
    public void flush() {
        if (!socket.isClosed()) for (Buffer message : out) socket.writeTextMessage(message.toString());
        out.clear();
        pending = 0;
    }

    @Override
    public boolean full() {
        return !socket.isClosed() && socket.writeQueueFull();
    }

    @Override
    public void onDrain(Runnable action) {
        socket.drainHandler(v -> action.run());
    }

    @Override
    public Future<Void> end() {
        if (!ended) flush();
        ended = true;
        return socket.isClosed() ? Future.succeededFuture() : socket.close();
    }

    @Override
    public void drop() {
        ended = true;
        Cut.off(request);
    }

    private void add(String name, CursorText cursor, Buffer json) {
        Buffer message = Buffer.buffer(json.length() + 64);
        message.appendString("{\"event\":\"").appendString(name).appendString("\"");
        if (cursor != null) {
            message.appendString(",\"id\":\"");
            cursor.appendTo(message);
            message.appendString("\"");
        }
        message.appendString(",\"data\":").appendBuffer(json).appendString("}");
        out.add(message);
        pending += message.length();
    }
}
