package dev.sluice.system;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A provider's endpoint that is well until a test says otherwise. Its answers are short and leave in one piece, so that none of them is
 * caught in the middle when its state changes: what is not answered at all is what another endpoint can make good.
 */
final class SickEndpoint implements AutoCloseable {
    enum State {
        WELL,
        /** Takes the request and closes the connection. */
        BREAKS,
        FAILS_WITH_500,
        /** Takes the request and says nothing. */
        HANGS
    }

    private static final String CHUNK =
            "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
                    + "\"delta\":{\"role\":\"assistant\",\"content\":\"Hello\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
    private static final String WHOLE =
            "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":"
                    + "{\"role\":\"assistant\",\"content\":\"Hello\"},\"finish_reason\":\"stop\"}],"
                    + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":2}}";

    private final Vertx vertx;
    private final int port;
    private final AtomicInteger answered = new AtomicInteger();
    private volatile State state = State.WELL;
    private HttpServer server;

    SickEndpoint(Vertx vertx) throws TimeoutException {
        this.vertx = vertx;
        server = listen(0);
        port = server.actualPort();
    }

    int port() {
        return port;
    }

    /** Requests that it has answered as it should. */
    int answered() {
        return answered.get();
    }

    void is(State next) {
        state = next;
    }

    /** From now on connections are refused; those that are there are closed. */
    void goAway() throws TimeoutException {
        server.close().await(10, TimeUnit.SECONDS);
        server = null;
    }

    boolean listening() {
        return server != null;
    }

    void comeBack() throws TimeoutException {
        server = listen(port);
    }

    private HttpServer listen(int at) throws TimeoutException {
        return vertx.createHttpServer()
                .requestHandler(request ->
                        request.body().onSuccess(body -> answer(request, body)).onFailure(gone -> {}))
                .listen(at, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
    }

    private void answer(HttpServerRequest request, Buffer body) {
        request.response().exceptionHandler(gone -> {});
        switch (state) {
            case WELL -> {
                boolean stream = body.toJsonObject().getBoolean("stream", false);
                answered.incrementAndGet();
                request.response()
                        .putHeader("content-type", stream ? "text/event-stream" : "application/json")
                        .end(stream ? CHUNK : WHOLE);
            }
            case BREAKS -> request.connection().close();
            case FAILS_WITH_500 ->
                request.response()
                        .setStatusCode(500)
                        .putHeader("content-type", "application/json")
                        .end("{\"error\":{\"message\":\"out of order\"}}");
            case HANGS -> {}
        }
    }

    @Override
    public void close() throws TimeoutException {
        if (server != null) server.close().await(10, TimeUnit.SECONDS);
    }
}
