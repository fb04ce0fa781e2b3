package dev.sluice.system;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;

/** Whoever asks drop-in faces, or the provider itself, over HTTP/1.1 and without an SDK. */
final class RawCaller {
    /** One that a node may have been told of. */
    static final String KEY = "sk-sluice-of-a-caller-0123456789";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;
    private final String key;

    /** @param key null for none */
    RawCaller(URI base, String key) {
        this.base = base;
        this.key = key;
    }

    /** Of a node, without a key. */
    static RawCaller of(TestNode node) {
        return new RawCaller(node.uri("/"), null);
    }

    /** Of a node that knows {@link #KEY}. */
    static RawCaller known(TestNode node) {
        return new RawCaller(node.uri("/"), KEY);
    }

    /** Asks {@link RawFace#QUESTION}. */
    HttpResponse<String> send(RawFace face, String model) throws Exception {
        return send(face, model, face.body(model));
    }

    /** @param head names and values in turns */
    HttpResponse<String> send(RawFace face, String model, JsonObject body, String... head) throws Exception {
        return post(face.path(model), body.encode(), head);
    }

    HttpResponse<String> post(String path, String body, String... head) throws Exception {
        return client.send(request(path, body, head), BodyHandlers.ofString());
    }

    CompletableFuture<HttpResponse<String>> sending(RawFace face, String model) {
        return sending(face, model, face.body(model));
    }

    CompletableFuture<HttpResponse<String>> sending(RawFace face, String model, JsonObject body, String... head) {
        return client.sendAsync(request(face.path(model), body.encode(), head), BodyHandlers.ofString());
    }

    private HttpRequest request(String path, String body, String... head) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).POST(BodyPublishers.ofString(body));
        if (key != null) request.header("authorization", "Bearer " + key);
        for (int i = 0; i < head.length; i += 2) request.header(head[i], head[i + 1]);
        return request.build();
    }
}
