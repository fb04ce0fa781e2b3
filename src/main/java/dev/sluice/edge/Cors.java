package dev.sluice.edge;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/**
 * Lets pages of the configured origins read our answers, with credentials (the CORS protocol of the Fetch standard). Everybody
 * else's requests go on without a word about origins, so that their browsers keep the answer from the page: a page of our own
 * sends its origin with every POST, too, and programs send what they like. Any loop.
 */
final class Cors {
    private static final String METHODS = "GET, POST, PUT, DELETE";
    private static final String EXPOSED = "retry-after, retry-after-ms, x-request-id";
    private static final String PREFLIGHT_SECONDS = "600";

    private final Set<String> origins;

    Cors(Set<String> origins) {
        this.origins = Set.copyOf(origins);
    }

    void handle(RoutingContext ctx) {
        HttpServerRequest request = ctx.request();
        HttpServerResponse response = ctx.response();
        response.headers().add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin == null || !origins.contains(origin)) {
            ctx.next();
            return;
        }
        response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true")
                .putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        boolean preflight = request.method() == HttpMethod.OPTIONS
                && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
        if (preflight) preflight(request.headers(), response);
        else ctx.next();
    }

    private static void preflight(MultiMap asked, HttpServerResponse response) {
        response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
                .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS);
        // The origin is trusted by name, and SDKs bring a dozen headers of their own: whatever it asks for.
        String headers = asked.get(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
        if (headers != null) response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, headers);
        response.setStatusCode(204).end();
    }
}
