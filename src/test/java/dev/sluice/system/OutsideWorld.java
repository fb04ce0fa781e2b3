package dev.sluice.system;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What a node under test is connected to: a provider that knows a good key from a bad one ({@code /keyed}), one that is broken, a feed that
 * says the same three events on every connection ({@code /same}), and a collector of traces.
 */
final class OutsideWorld implements AutoCloseable {
    static final String BAD_KEY = "sk-outside-refused-key";
    static final String GOOD_KEY = "sk-outside-good-key";

    final List<JsonObject> spans = new CopyOnWriteArrayList<>();
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;

    OutsideWorld() throws Exception {
        server = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> answer(request, body)))
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.actualPort() + path;
    }

    private void answer(HttpServerRequest request, Buffer body) {
        HttpServerResponse response = request.response();
        switch (request.path()) {
            case "/v1/traces" -> {
                collect(body.toJsonObject());
                response.putHeader("content-type", "application/json").end("{}");
            }
            case "/keyed/chat/completions" -> keyed(request);
            case "/same" -> same(response);
            default -> response.setStatusCode(500).end();
        }
    }

    private void collect(JsonObject posted) {
        for (Object resource : posted.getJsonArray("resourceSpans"))
            for (Object scope : ((JsonObject) resource).getJsonArray("scopeSpans"))
                for (Object span : ((JsonObject) scope).getJsonArray("spans")) spans.add((JsonObject) span);
    }

    private static void keyed(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (!("Bearer " + GOOD_KEY).equals(request.getHeader("authorization"))) {
            response.setStatusCode(401).end();
            return;
        }
        JsonObject message = new JsonObject().put("role", "assistant").put("content", "Yes.");
        JsonObject choice =
                new JsonObject().put("index", 0).put("message", message).put("finish_reason", "stop");
        JsonObject usage = new JsonObject()
                .put("prompt_tokens", 3)
                .put("completion_tokens", 2)
                .put("total_tokens", 5);
        response.putHeader("content-type", "application/json")
                .end(new JsonObject()
                        .put("id", "x")
                        .put("object", "chat.completion")
                        .put("choices", new JsonArray().add(choice))
                        .put("usage", usage)
                        .encode());
    }

    private static void same(HttpServerResponse response) {
        response.putHeader("content-type", "text/event-stream").setChunked(true);
        for (int i = 1; i <= 3; i++) response.write("id: " + i + "\ndata: event " + i + "\n\n");
        response.end();
    }

    @Override
    public void close() throws TimeoutException {
        vertx.close().await(10, TimeUnit.SECONDS);
    }
}
