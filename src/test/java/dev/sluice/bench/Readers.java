package dev.sluice.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.util.ArrayList;
import java.util.List;

/** Sessions, answers and those who read them. Bytes are counted and thrown away. One loop writes the count, any thread reads it. */
final class Readers {
    private final HttpClient client;
    private final NetClient sockets;
    private final int port;
    private volatile long bytes;

    Readers(Vertx vertx, int port) {
        this.port = port;
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setDefaultPort(port).setDefaultHost("127.0.0.1"));
        this.sockets = vertx.createNetClient(new NetClientOptions().setReceiveBufferSize(64 * 1024));
    }

    /** A new session's token. */
    Future<String> session() {
        return post("/api/v1/session", null, new JsonObject()).map(made -> made.getString("token"));
    }

    /** An answer for the session; yields its path and share token as one path to read. */
    Future<String> answer(String session, String model) {
        JsonObject message = new JsonObject().put("role", "user").put("content", "Why is the sky blue?");
        JsonObject body = new JsonObject().put("model", model).put("messages", new JsonArray().add(message));
        return post("/api/v1/streams", session, body)
                .map(done -> "/api/v1/streams/" + done.getString("stream") + "?share=" + done.getString("share"));
    }

    private Future<JsonObject> post(String path, String session, JsonObject body) {
        RequestOptions options = new RequestOptions().setMethod(HttpMethod.POST).setURI(path);
        if (session != null) options.putHeader("authorization", "Bearer " + session);
        return client.request(options)
                .compose(request -> request.send(body.toBuffer()))
                .compose(response -> response.body().map(answer -> {
                    if (response.statusCode() < 300) return answer.toJsonObject();
                    throw new IllegalStateException(path + ": " + response.statusCode() + " " + answer);
                }));
    }

    /** Opens so many connections that read a path, a hundred at a time. */
    Future<Void> read(String path, String session, int count) {
        if (count <= 0) return Future.succeededFuture();
        List<Future<Void>> some = new ArrayList<>();
        for (int i = 0; i < Math.min(count, 100); i++) some.add(read(path, session));
        return Future.all(some).compose(all -> read(path, session, count - 100));
    }

    private Future<Void> read(String path, String session) {
        String head = "GET " + path + " HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: text/event-stream\r\n"
                + (session == null ? "" : "authorization: Bearer " + session + "\r\n") + "\r\n";
        return sockets.connect(port, "127.0.0.1").compose(socket -> {
            socket.handler(read -> bytes = bytes + read.length());
            return socket.write(head);
        });
    }

    long bytes() {
        return bytes;
    }
}
