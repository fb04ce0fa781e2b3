package dev.sluice.upstream;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A provider that answers each request with exactly the bytes a test wants, over a raw socket. */
final class ScriptedProvider {
    /** What to do with one complete request. Runs on the server's loop. */
    interface Script {
        void answer(NetSocket socket, String request);
    }

    static final String STREAM_HEAD = """
            HTTP/1.1 200 OK\r
            content-type: text/event-stream; charset=utf-8\r
            transfer-encoding: chunked\r
            x-request-id: req_7\r
            set-cookie: edge=1\r
            \r
            """;

    final AtomicInteger connections = new AtomicInteger();
    final AtomicInteger bytesIn = new AtomicInteger();
    final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    final BlockingQueue<String> closed = new LinkedBlockingQueue<>();
    final BlockingQueue<NetSocket> accepted = new LinkedBlockingQueue<>();
    private final NetServer server;
    private final Script script;

    ScriptedProvider(Vertx vertx, NetServerOptions options, Script script) throws Exception {
        this(vertx, options, 0, script);
    }

    ScriptedProvider(Vertx vertx, NetServerOptions options, int port, Script script) throws Exception {
        this.script = script;
        server = vertx.createNetServer(options.setHost("127.0.0.1").setPort(port))
                .connectHandler(this::accept);
        server.listen().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    int port() {
        return server.actualPort();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port() + "/v1/");
    }

    void close() throws Exception {
        server.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** Waits until the client's side of a connection is gone. */
    void awaitClosed() throws InterruptedException {
        if (closed.poll(5, TimeUnit.SECONDS) == null) throw new AssertionError("the connection stayed open");
    }

    private void accept(NetSocket socket) {
        connections.incrementAndGet();
        StringBuilder pending = new StringBuilder();
        socket.closeHandler(v -> closed.add("closed"));
        socket.exceptionHandler(e -> {});
        socket.handler(bytes -> {
            bytesIn.addAndGet(bytes.length());
            pending.append(bytes.toString(StandardCharsets.ISO_8859_1));
            int end = requestEnd(pending);
            if (end < 0) return;
            String request = pending.substring(0, end);
            pending.delete(0, end);
            requests.add(request);
            script.answer(socket, request);
        });
        accepted.add(socket);
    }

    private static int requestEnd(CharSequence pending) {
        String text = pending.toString();
        int head = text.indexOf("\r\n\r\n");
        if (head < 0) return -1;
        int at = text.toLowerCase().indexOf("content-length: ");
        int length = at < 0 ? 0 : Integer.parseInt(text.substring(at + 16, text.indexOf('\r', at)));
        return text.length() >= head + 4 + length ? head + 4 + length : -1;
    }

    /** One chunk of the chunked coding. */
    static Buffer chunk(String text) {
        return chunk(Buffer.buffer(text));
    }

    static Buffer chunk(Buffer bytes) {
        return Buffer.buffer(Integer.toHexString(bytes.length()) + "\r\n")
                .appendBuffer(bytes)
                .appendString("\r\n");
    }

    static final String LAST_CHUNK = "0\r\n\r\n";

    static String event(String data) {
        return "data: " + data + "\n\n";
    }

    /** A content delta as OpenAI words it. */
    static String delta(String text) {
        return event("{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":"
                + "[{\"index\":0,\"delta\":{\"content\":\"" + text + "\"},\"finish_reason\":null}]}");
    }

    /** What many providers send first: the role, and no content. */
    static String role() {
        return event("{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":"
                + "[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}");
    }

    /** A short answer, complete. */
    static Buffer answer(String text) {
        return Buffer.buffer(STREAM_HEAD)
                .appendBuffer(chunk(role() + delta(text) + finish() + DONE))
                .appendString(LAST_CHUNK);
    }

    /** An error as OpenAI words it, with its headers ended by CRLF each. */
    static String error(int status, String headers, String code) {
        return whole(
                status,
                "content-type: application/json\r\n" + headers,
                "{\"error\":{\"message\":\"" + code + "\",\"type\":\"t\",\"param\":null,\"code\":\"" + code + "\"}}");
    }

    static String finish() {
        return event("{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":"
                + "[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}");
    }

    static final String DONE = event("[DONE]");

    /** A whole response with a length. */
    static String whole(int status, String headers, String body) {
        return "HTTP/1.1 " + status + " X\r\n" + headers + "content-length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }
}
