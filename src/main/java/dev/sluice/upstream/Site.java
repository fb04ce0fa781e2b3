package dev.sluice.upstream;

import dev.sluice.model.UpstreamConfig;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/** One endpoint as one event loop reaches it: its connections, and where requests go. Belongs to that loop. */
final class Site {
    private final HttpClient client;
    private final RequestOptions target;
    private final String basePath;
    private final Set<HttpConnection> unused = new HashSet<>();

    Site(Vertx vertx, UpstreamConfig config, URI baseUrl, HttpClientOptions options) {
        // A client that nobody refers to is closed by the garbage collector: it lives in a field.
        this.client = vertx.httpClientBuilder()
                .with(options)
                .with(Connections.pool(config.permits(), config.policy().connections()))
                .withConnectHandler(this::connected)
                .build();
        this.target = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(Objects.requireNonNull(baseUrl.getHost(), "host of " + baseUrl))
                .setPort(port(baseUrl))
                .setSsl(options.isSsl());
        this.basePath = withoutSlash(baseUrl.getRawPath());
    }

    Future<HttpClientRequest> request(String path, MultiMap headers) {
        try {
            return client.request(
                    new RequestOptions(target).setURI(basePath + path).setHeaders(headers));
        } catch (IllegalStateException closed) {
            return Future.failedFuture(closed);
        }
    }

    /** Whether no request went over this connection before; asked once for each request. */
    boolean firstUse(HttpConnection connection) {
        return unused.remove(connection);
    }

    Future<Void> close() {
        return client.close();
    }

    private void connected(HttpConnection connection) {
        unused.add(connection);
        connection.closeHandler(v -> unused.remove(connection));
        // What breaks a connection is told by the calls on it; without this it is logged as well, once a connection.
        connection.exceptionHandler(told -> {});
    }

    static int port(URI url) {
        if (url.getPort() >= 0) return url.getPort();
        return "https".equalsIgnoreCase(url.getScheme()) ? 443 : 80;
    }

    private static String withoutSlash(String path) {
        if (path == null) return "";
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
