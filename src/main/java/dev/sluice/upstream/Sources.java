package dev.sluice.upstream;

import dev.sluice.model.FeedConfig.Format;
import dev.sluice.model.Time;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * How one event loop reaches the sources of feeds. Make one for each loop and call it from there only. It takes no permits, and
 * makes one attempt for each call: whoever tries again stands in front of it.
 */
public final class Sources {
    /** Feeds are configured one by one; this is only so that the pool never queues. */
    private static final int POOL = 10_000;

    private static final int MAX_HEAD_BYTES = 64 * 1024;
    private final Vertx vertx;
    private final Time time;
    private final HttpClient client;

    /** Must be made on the loop that its calls belong to. */
    public Sources(Vertx vertx, Time time) {
        this.vertx = vertx;
        this.time = time;
        HttpClientOptions options = new HttpClientOptions()
                .setName("feeds")
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setKeepAlive(false)
                .setVerifyHost(true)
                .setForceSni(true)
                .setMaxHeaderSize(MAX_HEAD_BYTES)
                .setDecompressionSupported(false);
        // HTTP/1.1: each feed has a connection of its own, so that one that is stuck holds no other up.
        this.client = vertx.httpClientBuilder()
                .with(options)
                .with(new PoolOptions().setHttp1MaxSize(POOL))
                .withConnectHandler(connection -> connection.exceptionHandler(told -> {}))
                .build();
    }

    /** Opens a connection. The handler is never called before this returns. */
    public SourceCall open(SourceRequest asked, SourceHandler handler) {
        SourceStream stream = new SourceStream(vertx, time, asked, handler);
        stream.connecting();
        request(asked)
                .onComplete(
                        opened -> vertx.runOnContext(v -> stream.connected(opened)),
                        cause -> vertx.runOnContext(v -> stream.unreachable(cause)));
        return stream;
    }

    /** Whether GET is answered 2xx in time. Never fails. */
    public Future<Boolean> healthy(URI url, Map<String, String> headers, Duration within) {
        RequestOptions options = target(url, headers)
                .setConnectTimeout(within.toMillis())
                .setTimeout(within.toMillis())
                .setIdleTimeout(within.toMillis());
        return client.request(options)
                .compose(request -> request.send().compose(response -> {
                    boolean good = response.statusCode() / 100 == 2;
                    return request.connection().close().otherwiseEmpty().map(good);
                }))
                .otherwise(false);
    }

    /** Closes all connections. Idempotent. */
    public Future<Void> close() {
        return client.close();
    }

    private Future<HttpClientRequest> request(SourceRequest asked) {
        RequestOptions options = target(asked.url(), asked.headers())
                .setConnectTimeout(asked.connect().toMillis());
        MultiMap headers = options.getHeaders();
        headers.set(HttpHeaders.ACCEPT, asked.format() == Format.SSE ? "text/event-stream" : "application/x-ndjson");
        headers.set(HttpHeaders.CACHE_CONTROL, "no-cache");
        if (asked.lastEventId() != null) headers.set("Last-Event-ID", asked.lastEventId());
        try {
            return client.request(options);
        } catch (IllegalStateException closed) {
            return Future.failedFuture(closed);
        }
    }

    private static RequestOptions target(URI url, Map<String, String> given) {
        MultiMap headers = HttpHeaders.headers().set(HttpHeaders.USER_AGENT, "sluice");
        given.forEach(headers::set);
        return new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(url.toString())
                .setHeaders(headers);
    }
}
