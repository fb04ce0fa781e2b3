package dev.sluice.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.util.Arrays;

/**
 * So many connections, each with one request after the other. Raw sockets, so that the generator does not need the cores that the
 * server is to have: it looks for the end of a response, and for nothing else. One loop writes its counts, any thread reads them.
 */
final class Requests {
    private final Vertx vertx;
    private final NetClient client;
    private final int port;
    private final Buffer request;
    private final byte[] end;
    private volatile long done;
    private volatile long reads;
    private volatile long firstByteNanos;
    private volatile boolean stopping;

    /** @param stream whether the answer is a stream; its last token comes {@code tokens / rate} after the first */
    Requests(Vertx vertx, int port, String model, boolean stream) {
        this.vertx = vertx;
        this.port = port;
        this.client = vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true));
        String body = new JsonObject()
                .put("model", model)
                .put("stream", stream)
                .put(
                        "messages",
                        new JsonArray()
                                .add(new JsonObject().put("role", "user").put("content", "Why is the sky blue?")))
                .put("temperature", 0.7)
                .encode();
        this.request = Buffer.buffer("POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\n"
                + "authorization: Bearer sk-0123456789\r\ncontent-type: application/json\r\naccept: */*\r\n"
                + "user-agent: OpenAI/Java\r\ncontent-length: " + body.length() + "\r\n\r\n" + body);
        this.end = (stream ? "0\r\n\r\n" : "}}}").getBytes();
    }

    /** Keeps so many going until {@link #stop}. */
    void start(int connections) {
        for (int i = 0; i < connections; i++)
            client.connect(port, "127.0.0.1").onSuccess(this::serve).onFailure(Throwable::printStackTrace);
    }

    private void serve(NetSocket socket) {
        long[] sent = {System.nanoTime()};
        boolean[] first = {true};
        byte[] tail = new byte[end.length];
        socket.handler(bytes -> {
            reads = reads + 1;
            if (first[0]) firstByteNanos = firstByteNanos + System.nanoTime() - sent[0];
            first[0] = false;
            if (!ends(bytes, tail)) return;
            done = done + 1;
            if (stopping) {
                socket.close();
                return;
            }
            first[0] = true;
            sent[0] = System.nanoTime();
            socket.write(request);
        });
        socket.write(request);
    }

    /** Whether the response is over; a response's end may be split over two reads. */
    private boolean ends(Buffer bytes, byte[] tail) {
        int length = bytes.length();
        int kept = Math.max(0, tail.length - length);
        System.arraycopy(tail, tail.length - kept, tail, 0, kept);
        for (int i = kept; i < tail.length; i++) tail[i] = bytes.getByte(length - tail.length + i);
        return Arrays.equals(tail, end);
    }

    long done() {
        return done;
    }

    /**
     * How many pieces a response came in, on average over all so far. On a busy machine several tokens come in one piece, and the server's work
     * goes by pieces: compare what was measured at like numbers, or by the piece.
     */
    double pieces() {
        return done == 0 ? 0 : (double) reads / done;
    }

    /** Mean time from the request to the first byte, over all so far. */
    double firstByteMicros() {
        return done == 0 ? 0 : firstByteNanos / 1000.0 / done;
    }

    Future<Void> stop() {
        stopping = true;
        Promise<Void> stopped = Promise.promise();
        vertx.setTimer(300, t -> client.close().onComplete(stopped));
        return stopped.future();
    }
}
