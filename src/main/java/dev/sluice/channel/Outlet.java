package dev.sluice.channel;

import dev.sluice.model.Frame;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/**
 * The transport under a connection: takes events, and sends all it was given since the last {@link #flush} in as few writes as it
 * can. Belongs to the connection's loop.
 */
public interface Outlet {
    /** {@code sse} or {@code websocket}. */
    String kind();

    /** Adds a frame of a log with the cursor that is true once it has been read. */
    void frame(Frame frame, CursorText cursor);

    /**
     * Adds an event.
     *
     * @param cursor null for an event without an id
     * @param json   one line
     */
    void event(String name, CursorText cursor, Buffer json);

    /** Tells an EventSource how long to wait before it comes back; nothing on a WebSocket. */
    void retry(long millis);

    /** Bytes added since the last flush. */
    int pending();

    /** Sends what was collected. */
    void flush();

    /** Whether the socket takes no more for now. */
    boolean full();

    /** Calls once, on the loop, when the socket takes bytes again. */
    void onDrain(Runnable action);

    /**
     * Ends in good order, behind what was sent. Idempotent.
     *
     * @return completes on the loop, when all of it has left, or is lost
     */
    Future<Void> end();

    /** The client shall come back over another transport than this one, whose end it is once it has ended. Before {@link #end}. */
    default void partAtEnd() {}

    /** Drops the connection at once, whatever its socket has not taken yet. Idempotent. */
    void drop();
}
