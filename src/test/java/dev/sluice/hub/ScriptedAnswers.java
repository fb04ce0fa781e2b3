package dev.sluice.hub;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A provider on loopback that says what a test tells it to, call by call. */
final class ScriptedAnswers {
    private static final String DONE = "data: [DONE]\n\n";
    private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
    private final HttpServer server;

    ScriptedAnswers(Vertx vertx) {
        server = vertx.createHttpServer().requestHandler(request -> {
            Call call = new Call(request);
            request.response().exceptionHandler(gone -> {});
            request.response().closeHandler(v -> call.gone.complete(null));
            request.body().onSuccess(body -> {
                call.body = body.toJsonObject();
                calls.add(call);
            });
        });
        server.listen(0, "127.0.0.1").await();
    }

    URI baseUrl() {
        return URI.create("http://127.0.0.1:" + server.actualPort() + "/v1");
    }

    /** The next call that arrives. */
    Call next() throws InterruptedException {
        Call call = calls.poll(5, TimeUnit.SECONDS);
        if (call == null) throw new AssertionError("no call came");
        return call;
    }

    /** A call that has arrived and was not yet taken, or null. */
    Call poll() {
        return calls.poll();
    }

    /** One request. Its methods may be called from any thread. */
    static final class Call {
        final CompletableFuture<Void> gone = new CompletableFuture<>();
        private final HttpServerRequest request;
        private volatile JsonObject body;

        private Call(HttpServerRequest request) {
            this.request = request;
        }

        JsonObject body() {
            return body;
        }

        Call says(String text) {
            return write(response -> response.write(chunk(text, "null")));
        }

        /** All of an answer in one write: so many times the text, and the end. */
        void saysAtOnce(String text, int times) {
            String all = chunk(text, "null").repeat(times) + chunk("", "\"stop\"") + DONE;
            write(response -> response.end(all));
        }

        void ends() {
            write(response -> response.end(Buffer.buffer(chunk("", "\"stop\"")).appendString(DONE)));
        }

        /** A clean end in the middle. */
        void stops() {
            write(HttpServerResponse::end);
        }

        void breaks() {
            write(response -> request.connection().close());
        }

        /** Before anything was said. */
        void refuses(int status, JsonObject error) {
            if (request.response().headWritten()) return;
            write(response -> response.setStatusCode(status)
                    .putHeader("content-type", "application/json")
                    .end(new JsonObject().put("error", error).toBuffer()));
        }

        void answers(String text) {
            JsonObject usage = new JsonObject().put("prompt_tokens", 3).put("completion_tokens", 4);
            write(response -> response.putHeader("content-type", "application/json")
                    .end(new JsonObject().put("text", text).put("usage", usage).toBuffer()));
        }

        private Call write(Consumer<HttpServerResponse> action) {
            HttpServerResponse response = request.response();
            if (response.closed() || response.ended()) return this;
            if (!response.headWritten() && Boolean.TRUE.equals(body.getBoolean("stream")))
                response.setChunked(true).putHeader("content-type", "text/event-stream");
            action.accept(response);
            return this;
        }

        private static String chunk(String text, String finish) {
            return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text + "\"},\"finish_reason\":"
                    + finish + "}]}\n\n";
        }
    }
}
