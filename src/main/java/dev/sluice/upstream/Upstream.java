package dev.sluice.upstream;

import dev.sluice.model.Config.Timeouts;
import dev.sluice.model.Config.UpstreamConfig;
import dev.sluice.model.Time;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Instant;
import java.util.Objects;

/**
 * One configured upstream as one event loop sees it: its connections, its credential and its calls. Make one for each loop, on
 * that loop or before its first call, and call it from that loop only. It takes no permits: the caller holds one for each call.
 *
 * <p>It makes exactly one attempt for each call, at one endpoint. Whoever retries or fails over stands in front of it.
 */
public final class Upstream {
    /** A refusal's body is read up to here: enough for any error, too little for an attack. */
    static final int REFUSAL_BYTES = 64 * 1024;

    private final Vertx vertx;
    private final UpstreamConfig config;
    private final UpstreamObserver observer;
    private final Time time;
    private final HttpClient client;
    private final Refusals refusals;
    private final RequestOptions target;
    private final String basePath;
    private final CharSequence authorization;
    private Thread loop;

    /** @param baseUrl where the provider is (the configuration's, or the built-in simulator's): http or https, a path is kept */
    public Upstream(Vertx vertx, UpstreamConfig config, URI baseUrl, UpstreamObserver observer) {
        this(vertx, config, baseUrl, observer, Time.SYSTEM, Connections.options(config, baseUrl));
    }

    Upstream(
            Vertx vertx,
            UpstreamConfig config,
            URI baseUrl,
            UpstreamObserver observer,
            Time time,
            HttpClientOptions options) {
        this.vertx = vertx;
        this.config = config;
        this.observer = observer;
        this.time = time;
        // A client that nobody refers to is closed by the garbage collector: it lives in a field.
        this.client = vertx.httpClientBuilder()
                .with(options)
                .with(Connections.pool(config.permits()))
                // What breaks a connection is told by the calls on it; without this it is logged as well, once a
                // connection.
                .withConnectHandler(connection -> connection.exceptionHandler(told -> {}))
                .build();
        this.refusals = new Refusals(config.apiKey());
        this.target = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(Objects.requireNonNull(baseUrl.getHost(), "host of " + baseUrl))
                .setPort(port(baseUrl))
                .setSsl(options.isSsl());
        this.basePath = withoutSlash(baseUrl.getRawPath());
        this.authorization = config.apiKey() == null ? null : HttpHeaders.createOptimized("Bearer " + config.apiKey());
    }

    /** Opens a stream. The handler is never called before this returns. */
    public StreamCall stream(UpstreamRequest request, StreamHandler handler) {
        assertLoop();
        SseCall call = new SseCall(this, request, handler);
        call.begin(request);
        return call;
    }

    /** Sends a request that does not stream. */
    public JsonCall json(UpstreamRequest request) {
        assertLoop();
        WholeCall call = new WholeCall(this, request);
        call.begin(request);
        return call;
    }

    /** Closes all connections; calls that are open fail with {@code upstream_reset}. Idempotent. */
    public Future<Void> close() {
        return client.close();
    }

    HttpClient client() {
        return client;
    }

    Timeouts timeouts() {
        return config.timeouts();
    }

    Refusals refusals() {
        return refusals;
    }

    Instant now() {
        return Instant.ofEpochMilli(time.millis());
    }

    CallRecord record() {
        return new CallRecord(config.name(), observer, time);
    }

    Exchange exchange(UpstreamRequest request, Exchange.Listener listener) {
        return new Exchange(vertx, time, config.timeouts().total(), request.body(), listener);
    }

    RequestOptions options(UpstreamRequest request, CharSequence accept) {
        MultiMap headers = HttpHeaders.headers();
        if (request.headers() != null) headers.addAll(request.headers());
        headers.set(HttpHeaders.CONTENT_TYPE, "application/json")
                .set(HttpHeaders.ACCEPT, accept)
                .set(HttpHeaders.USER_AGENT, "sluice");
        if (authorization == null) headers.remove(HttpHeaders.AUTHORIZATION);
        else headers.set(HttpHeaders.AUTHORIZATION, authorization);
        return new RequestOptions(target).setURI(basePath + request.path()).setHeaders(headers);
    }

    void assertLoop() {
        if (loop == null) loop = Thread.currentThread();
        assert loop == Thread.currentThread() : "upstream " + config.name() + " belongs to " + loop;
    }

    private static int port(URI url) {
        if (url.getPort() >= 0) return url.getPort();
        return "https".equalsIgnoreCase(url.getScheme()) ? 443 : 80;
    }

    private static String withoutSlash(String path) {
        if (path == null) return "";
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
