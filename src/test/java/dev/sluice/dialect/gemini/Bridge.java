package dev.sluice.dialect.gemini;

import dev.sluice.dialect.OpenAiChunks;
import dev.sluice.dialect.OpenAiErrors;
import dev.sluice.dialect.OpenAiRequest;
import dev.sluice.dialect.ProviderError;
import dev.sluice.dialect.ScannedChunk;
import dev.sluice.dialect.gemini.GeminiWriter.Shape;
import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import dev.sluice.sse.SseEncoder;
import dev.sluice.sse.SseParser;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A trivial server between the dialects: what is asked of it in one, it asks the simulator's other face. Just enough for
 * clients to read what the translations wrote.
 */
final class Bridge {
    private final HttpClient client;
    private final int provider;
    private final int port;
    private int answers;

    Bridge(Vertx vertx, int provider) throws Exception {
        this.client = vertx.createHttpClient();
        this.provider = provider;
        this.port = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> handle(request, body)))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .actualPort();
    }

    int port() {
        return port;
    }

    private void handle(HttpServerRequest request, Buffer body) {
        boolean gemini = request.path().startsWith("/v1beta/");
        try {
            if (gemini) askOpenAi(request, body);
            else askGemini(request, body);
        } catch (FailureException e) {
            Buffer error = gemini ? GeminiErrors.body(e.failure()) : OpenAiErrors.body(e.failure());
            request.response().setStatusCode(e.failure().kind().status()).end(error);
        }
    }

    private void askOpenAi(HttpServerRequest request, Buffer body) {
        String[] path = request.path().substring("/v1beta/models/".length()).split(":");
        String model = URLDecoder.decode(path[0].replace("+", "%2B"), StandardCharsets.UTF_8);
        boolean stream = path[1].equals("streamGenerateContent");
        boolean thoughts = GeminiRequest.read("m", body, true).thoughts();
        HttpServerResponse out = request.response();
        post("/v1/chat/completions", GeminiRequests.toOpenAi(model, body, stream), in -> {
            if (in.statusCode() != 200)
                in.body()
                        .onSuccess(error -> out.setStatusCode(in.statusCode())
                                .end(GeminiErrors.body(in.statusCode(), OpenAiErrors.read(error), null)));
            else if (stream) writeGemini(in, out, model, thoughts, "sse".equals(request.getParam("alt")));
            else in.body().onSuccess(answer -> out.end(GeminiAnswers.fromOpenAi(answer, "1", model, thoughts)));
        });
    }

    private void writeGemini(
            HttpClientResponse in, HttpServerResponse out, String model, boolean thoughts, boolean sse) {
        Shape shape = sse ? Shape.EVENTS : Shape.ARRAY;
        GeminiWriter writer = new GeminiWriter(shape, "r" + ++answers, model, thoughts);
        out.setChunked(true).putHeader("Content-Type", shape.contentType());
        out.write(writer.heartbeat());
        SseParser parser = new SseParser(1 << 20, event -> {
            if (OpenAiChunks.isDone(event.data())) {
                out.end(writer.done(null, null));
                return;
            }
            ScannedChunk scanned = OpenAiChunks.scan(event.data());
            if (scanned.error() != null) out.end(writer.failed(failure(scanned.error())));
            else out.write(writer.chunk(scanned.chunk()).appendBuffer(writer.heartbeat()));
        });
        in.handler(parser::feed);
    }

    private void askGemini(HttpServerRequest request, Buffer body) {
        OpenAiRequest chat = OpenAiRequest.read(body);
        String method = chat.stream() ? ":streamGenerateContent?alt=sse" : ":generateContent";
        HttpServerResponse out = request.response();
        post("/v1beta/models/" + chat.model() + method, GeminiRequests.fromOpenAi(chat), in -> {
            String id = "chatcmpl-" + ++answers;
            out.putHeader("Content-Type", chat.stream() ? "text/event-stream" : "application/json");
            if (in.statusCode() != 200)
                in.body()
                        .onSuccess(error ->
                                out.setStatusCode(in.statusCode()).end(OpenAiErrors.body(GeminiErrors.read(error))));
            else if (chat.stream()) readGemini(in, out.setChunked(true), new GeminiReader(id, 1, chat.model()));
            else in.body().onSuccess(answer -> out.end(GeminiAnswers.toOpenAi(answer, id, 1, chat.model())));
        });
    }

    private static void readGemini(HttpClientResponse in, HttpServerResponse out, GeminiReader reader) {
        in.handler(new SseParser(1 << 20, event -> {
            for (ScannedChunk chunk : reader.read(event.data())) {
                Buffer data = chunk.error() != null
                        ? OpenAiErrors.body(chunk.error())
                        : chunk.chunk() == null ? null : chunk.chunk().json();
                if (data != null) out.write(SseEncoder.event(null, null, data));
            }
        })::feed);
        in.endHandler(end -> out.end(
                reader.finished()
                        ? SseEncoder.event(null, null, Buffer.buffer("[DONE]"))
                        : SseEncoder.event(
                                null, null, OpenAiErrors.body(failure(new ProviderError("cut", null, null, null))))));
    }

    private static Failure failure(ProviderError error) {
        return Failure.of(Failure.Kind.UPSTREAM, "upstream_error", String.valueOf(error.message()));
    }

    private void post(String uri, Buffer body, Consumer<HttpClientResponse> answer) {
        client.request(HttpMethod.POST, provider, "127.0.0.1", uri)
                .compose(request -> request.send(body))
                .onSuccess(answer::accept);
    }
}
