package dev.sluice.system;

import dev.sluice.sse.SseEvent;
import dev.sluice.sse.SseParser;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sessions of a node, as a test needs them: JSON calls, and event streams that are read as they come. */
final class FeedClient implements AutoCloseable {
    /** An answer to a JSON call; body is null where there is none. */
    record Answer(int status, JsonObject body) {
        String code() {
            return body.getString("code");
        }
    }

    /** An event as it came. */
    record Came(String event, String id, JsonObject data) {}

    private final HttpClient http;
    private final int port;

    FeedClient(TestNode node) {
        this(node.vertx(), node.port());
    }

    FeedClient(Vertx vertx, int port) {
        this.port = port;
        http = vertx.createHttpClient(
                new HttpClientOptions().setKeepAlive(true),
                new PoolOptions().setHttp1MaxSize(5000).setMaxWaitQueueSize(5000));
    }

    /** One event stream: all that came, in order; {@link #close} closes its connection. */
    static final class Stream implements SseParser.Handler {
        final List<Came> all = new CopyOnWriteArrayList<>();
        private final SseParser parser = new SseParser(1 << 20, this);
        volatile HttpClientResponse response;
        volatile boolean ended;
        /** How many events of feeds came; cheap to look at. Written by the reading loop alone. */
        volatile int feeds;

        @Override
        public void event(SseEvent event) {
            all.add(new Came(event.type(), event.lastEventId(), event.data().toJsonObject()));
            if (event.type().equals("feed")) feeds++;
        }

        void close() {
            response.request().connection().close();
        }

        List<Came> named(String... names) {
            return all.stream().filter(c -> List.of(names).contains(c.event)).toList();
        }

        /** The texts of the feed's events. */
        List<String> texts() {
            return named("feed").stream().map(c -> c.data.getString("data")).toList();
        }

        String lastId() {
            List<Came> now = all;
            for (int i = now.size() - 1; i >= 0; i--) if (!now.get(i).id.isEmpty()) return now.get(i).id;
            return null;
        }
    }

    Future<Answer> call(String method, String path, String bearer, Object body) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.valueOf(method))
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI("/api/v1" + path);
        if (bearer != null) options.putHeader("authorization", "Bearer " + bearer);
        Buffer bytes = body == null ? Buffer.buffer() : Buffer.buffer(io.vertx.core.json.Json.encode(body));
        // Nested: whoever looks at a response a moment too late has missed its body.
        return http.request(options)
                .compose(request -> request.send(bytes)
                        .compose(response -> response.body()
                                .map(b ->
                                        new Answer(response.statusCode(), b.length() == 0 ? null : b.toJsonObject()))));
    }

    Answer now(String method, String path, String bearer, Object body) throws Exception {
        return call(method, path, bearer, body).await(20, TimeUnit.SECONDS);
    }

    /** A new session's token. @param credential null for none */
    Future<String> session(String credential) {
        return call("POST", "/session", credential, null).map(a -> a.body.getString("token"));
    }

    /** Opens an event stream and reads it until it is closed. */
    Future<Stream> stream(String path, String bearer, String lastEventId) {
        RequestOptions options = new RequestOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI("/api/v1" + path)
                .putHeader("accept", "text/event-stream");
        if (bearer != null) options.putHeader("authorization", "Bearer " + bearer);
        if (lastEventId != null) options.putHeader("last-event-id", lastEventId);
        Stream stream = new Stream();
        return http.request(options)
                .compose(request -> request.send().map(response -> {
                    if (response.statusCode() != 200)
                        throw new IllegalStateException("status " + response.statusCode());
                    stream.response = response;
                    response.exceptionHandler(gone -> stream.ended = true);
                    response.endHandler(v -> stream.ended = true);
                    response.handler(stream.parser::feed);
                    return stream;
                }));
    }

    Stream streamNow(String path, String bearer, String lastEventId) throws Exception {
        return stream(path, bearer, lastEventId).await(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws TimeoutException {
        http.close().await(20, TimeUnit.SECONDS);
    }
}
