package dev.sluice.system;

import dev.sluice.sse.SseEvent;
import dev.sluice.sse.SseParser;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.Random;

/**
 * A bare EventSource on a bare socket: it keeps the last id and the retry that it was told, and when its connection ends it comes
 * back with them, to whichever node answers. What it is given is checked by its {@link Page}. Belongs to one loop; its figures may be
 * read from others once it has nothing to do.
 */
final class BareReader {
    private static final int REFUSED_MILLIS = 250;

    private final Vertx vertx;
    private final NetClient sockets;
    private final Random random;
    private final List<Integer> ports;
    private final String bearer;
    final Page page = new Page();
    private int next;
    private NetSocket socket;
    private String lastEventId;
    private long retryMillis = 500;
    private boolean closed;
    volatile Throwable broken;
    volatile int hellos;
    volatile long lastHelloNanos;
    volatile int resets;
    volatile boolean connected;

    /** @param ports of the nodes; it begins at the first */
    BareReader(Vertx vertx, NetClient sockets, Random random, List<Integer> ports, String bearer) {
        this.vertx = vertx;
        this.sockets = sockets;
        this.random = random;
        this.ports = ports;
        this.bearer = bearer;
    }

    void open() {
        if (closed) return;
        sockets.connect(ports.get(next), "127.0.0.1").onSuccess(this::use).onFailure(refused -> {
            next = (next + 1) % ports.size();
            vertx.setTimer(REFUSED_MILLIS, t -> open());
        });
    }

    private void use(NetSocket made) {
        socket = made;
        connected = true;
        SseParser events = new SseParser(1 << 20, new SseParser.Handler() {
            @Override
            public void event(SseEvent event) {
                take(event);
            }

            @Override
            public void retry(long millis) {
                retryMillis = millis;
            }
        });
        // At the end: the node keeps the connection, an EventSource does not.
        made.handler(new ChunkedResponse(this::head, events::feed, made::close));
        made.exceptionHandler(reset -> {});
        made.closeHandler(v -> {
            connected = false;
            next = (next + 1) % ports.size();
            if (!closed) vertx.setTimer(1 + retryMillis / 2 + random.nextLong(retryMillis / 2 + 1), t -> open());
        });
        made.write("GET /api/v1/channel HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
                + "Authorization: " + bearer + "\r\n"
                + (lastEventId == null ? "" : "Last-Event-ID: " + lastEventId + "\r\n")
                + "\r\n");
    }

    private void head(String head) {
        if (!head.startsWith("HTTP/1.1 200")) broken = new AssertionError(head);
    }

    private void take(SseEvent event) {
        if (!event.lastEventId().isEmpty()) lastEventId = event.lastEventId();
        try {
            synchronized (page) {
                boolean again = hellos > 0;
                page.take(event.type(), event.data().toString());
                if (!event.type().equals("hello")) return;
                hellos++;
                lastHelloNanos = System.nanoTime();
                if (again && !page.resumed()) resets++;
            }
        } catch (Throwable e) {
            if (broken == null) broken = new AssertionError("with id " + lastEventId + ": " + event, e);
        }
    }

    /** How many answers have ended for it. */
    long ended() {
        synchronized (page) {
            return page.ended();
        }
    }

    void close() {
        closed = true;
        if (socket != null) socket.close();
    }
}
