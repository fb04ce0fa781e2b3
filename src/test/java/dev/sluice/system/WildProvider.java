package dev.sluice.system;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A provider that says what a test tells it to, byte by byte: what the simulator is too well-bred for. */
final class WildProvider implements AutoCloseable {
    /** Of its node's one user, who may also see what everybody used. */
    static final String KEY = "the-only-key";

    private final BlockingQueue<HttpServerRequest> asked = new LinkedBlockingQueue<>();
    private final HttpServer server;

    WildProvider(Vertx vertx) throws TimeoutException {
        server = vertx.createHttpServer()
                .requestHandler(request -> {
                    request.response().exceptionHandler(gone -> {});
                    request.body().onSuccess(body -> asked.add(request));
                })
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
    }

    /** The configuration of a node whose every model is here, over OpenAI's dialect. */
    String config() {
        return """
                listen: {port: 0}
                management: {port: 0}
                simulator: {enabled: false}
                upstreams: {wild: {base_url: "http://127.0.0.1:%d/v1", retry: {limit: 0}}}
                routes: [{model: wild, upstream: wild}]
                auth:
                  api_keys:
                """.formatted(server.actualPort()) + LimitedNode.key(KEY, "w", "pro", ", scopes: [admin]");
    }

    /** The answer to the next request, as an event stream. */
    HttpServerResponse stream(String... headers) throws InterruptedException {
        HttpServerRequest request = asked.poll(10, TimeUnit.SECONDS);
        if (request == null) throw new AssertionError("nobody asked");
        HttpServerResponse response =
                request.response().setChunked(true).putHeader("content-type", "text/event-stream");
        for (int i = 0; i < headers.length; i += 2) response.putHeader(headers[i], headers[i + 1]);
        return response;
    }

    /** An event with a chunk. @param more members of the chunk, each with a comma in front */
    static String chunk(String delta, String finish, String more) {
        return "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"wild\",\"choices\":[{"
                + "\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finish + "}]" + more + "}\n\n";
    }

    static String text(String text) {
        return chunk("{\"content\":\"" + text + "\"}", "null", "");
    }

    @Override
    public void close() throws TimeoutException {
        server.close().await(10, TimeUnit.SECONDS);
    }
}
