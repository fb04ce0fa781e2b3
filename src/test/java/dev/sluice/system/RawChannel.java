package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.fail;

import dev.sluice.sse.SseEvent;
import dev.sluice.sse.SseParser;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * An event stream on a bare socket: reads only when it is told to, so that it can be as slow as a test wants, and holds next to
 * nothing of its own.
 */
final class RawChannel implements AutoCloseable {
    private static final int RECEIVE_BUFFER = 16 * 1024;
    private static final int READ_MILLIS = 20_000;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(90);

    private final Socket socket;
    private final InputStream in;
    private final String head;
    private String lastEventId;
    private boolean over;

    private RawChannel(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.head = readHead();
    }

    /** @param headers names and values in turns */
    static RawChannel open(int port, String path, String bearer, String... headers) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(RECEIVE_BUFFER);
        socket.setSoTimeout(READ_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n");
        if (bearer != null) request.append("Authorization: ").append(bearer).append("\r\n");
        request.append("Accept: text/event-stream\r\n");
        for (int i = 0; i < headers.length; i += 2)
            request.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
        socket.getOutputStream().write((request + "\r\n").getBytes(StandardCharsets.UTF_8));
        return new RawChannel(socket);
    }

    /** The status line and the headers. */
    String head() {
        return head;
    }

    int status() {
        return Integer.parseInt(head.substring(9, 12));
    }

    int localPort() {
        return socket.getLocalPort();
    }

    /** The id of the last event that was read. */
    String lastEventId() {
        return lastEventId;
    }

    /** Whether the response ended. */
    boolean over() {
        return over;
    }

    /** Reads into the page until the condition holds or the response ends; fails after 20 s without a byte, or 90 s of heartbeats. */
    void readUntil(Page page, BooleanSupplier enough) throws IOException {
        read(event -> page.take(event.type(), event.data().toString()), enough);
    }

    void read(Consumer<SseEvent> sink, BooleanSupplier enough) throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!over && !enough.getAsBoolean()) {
            if (System.nanoTime() > deadline) fail("what is waited for does not come; last event " + lastEventId);
            byte[] chunk = readChunk();
            if (chunk == null) return;
            parser(sink).feed(Buffer.buffer(chunk));
        }
    }

    private Consumer<SseEvent> sink;
    private SseParser parser;

    private SseParser parser(Consumer<SseEvent> next) {
        sink = next;
        if (parser == null)
            parser = new SseParser(64 << 20, event -> {
                if (!event.lastEventId().isEmpty()) lastEventId = event.lastEventId();
                sink.accept(event);
            });
        return parser;
    }

    private byte[] readChunk() throws IOException {
        String size;
        try {
            size = readLine();
        } catch (EOFException cut) {
            over = true;
            return null;
        }
        byte[] chunk = in.readNBytes(Integer.parseInt(size, 16));
        readLine();
        if (chunk.length == 0) over = true;
        return chunk.length == 0 ? null : chunk;
    }

    private String readHead() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String line = readLine(); !line.isEmpty(); line = readLine())
            all.append(line).append('\n');
        return all.toString();
    }

    private String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(16);
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) throw new EOFException();
            if (b != '\r') line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** As a killed process does. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }
}
