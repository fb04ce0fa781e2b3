package dev.sluice.system;

import io.vertx.core.json.JsonObject;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Messages of a WebSocket, for a thread that waits for them. */
final class SocketReader implements WebSocket.Listener {
    private static final JsonObject END = new JsonObject();

    private final BlockingQueue<JsonObject> messages = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();
    private volatile int closeCode;

    /** The next message; null once the socket is closed. Fails after 20 s. */
    JsonObject next() throws InterruptedException {
        JsonObject message = messages.poll(20, TimeUnit.SECONDS);
        if (message == null) throw new AssertionError("nothing came on the socket for 20 s");
        return orEnd(message);
    }

    /** The next message; null once the socket is closed, or after that much silence. */
    JsonObject next(long silenceMillis) throws InterruptedException {
        return orEnd(messages.poll(silenceMillis, TimeUnit.MILLISECONDS));
    }

    private JsonObject orEnd(JsonObject message) {
        if (message != END) return message;
        messages.add(END);
        return null;
    }

    /** The next message of that event; others are dropped. Null once the socket is closed. */
    JsonObject next(String event) throws InterruptedException {
        JsonObject message = next();
        while (message != null && !message.getString("event").equals(event)) message = next();
        return message;
    }

    /** 0 while it is open. */
    int closeCode() {
        return closeCode;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            messages.add(new JsonObject(partial.toString()));
            partial.setLength(0);
        }
        socket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
        closeCode = statusCode;
        messages.add(END);
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        closeCode = 1006;
        messages.add(END);
    }
}
