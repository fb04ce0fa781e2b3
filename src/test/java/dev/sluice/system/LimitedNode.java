package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.edge.CredentialDigest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/** A whole node whose callers come with API keys and have limits, and what they say to it, over real sockets. */
final class LimitedNode implements AutoCloseable {
    private static final int SECONDS = 20;
    private static final String ROUTES =
            "routes: [{model: 'sim*', upstream: a}]\nprices: {'sim*': {input: 1, output: 2}}\n";
    private static final String HEAD = """
            listen: {port: 0}
            management: {port: 0}
            simulator: {enabled: true}
            """;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final TestNode node;

    /** @param yaml auth, limits and upstreams; routes, too, where not all go to upstream a */
    LimitedNode(String yaml) throws Exception {
        node = TestNode.configured(HEAD + yaml + (yaml.contains("routes:") ? "" : ROUTES));
    }

    /** A line of {@code auth.api_keys}. @param more members, each with a comma in front */
    static String key(String key, String user, String tier, String more) {
        return "    - {hash: '" + CredentialDigest.of(key) + "', user: " + user + ", tenant: acme, tier: " + tier + more
                + "}\n";
    }

    static JsonObject question(String model) {
        JsonObject message = new JsonObject().put("role", "user").put("content", "Why is the sky blue?");
        return new JsonObject()
                .put("model", model)
                .put("max_tokens", 2000)
                .put("messages", new JsonArray().add(message));
    }

    int port() {
        return node.port();
    }

    HttpRequest.Builder request(String key, String path) {
        return HttpRequest.newBuilder(node.uri(path))
                .timeout(Duration.ofSeconds(SECONDS))
                .header("authorization", "Bearer " + key)
                .header("content-type", "application/json");
    }

    HttpResponse<String> get(String key, String path) throws Exception {
        return client.send(request(key, path).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> delete(String key, String path) throws Exception {
        return client.send(request(key, path).DELETE().build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String key, String path, JsonObject body, String... headers) throws Exception {
        return client.send(posted(key, path, body, headers), BodyHandlers.ofString());
    }

    /** The lines of a streamed answer, as they come. */
    Iterator<String> lines(String key, String path, JsonObject body) throws Exception {
        return client.send(posted(key, path, body), BodyHandlers.ofLines())
                .body()
                .iterator();
    }

    CompletableFuture<HttpResponse<String>> posting(String key, String path, JsonObject body) {
        return client.sendAsync(posted(key, path, body), BodyHandlers.ofString());
    }

    private HttpRequest posted(String key, String path, JsonObject body, String... headers) {
        HttpRequest.Builder request = request(key, path).POST(BodyPublishers.ofString(body.encode()));
        for (int i = 0; i < headers.length; i += 2) request.header(headers[i], headers[i + 1]);
        return request.build();
    }

    HttpResponse<String> chat(String key, String model) throws Exception {
        return post(key, "/v1/chat/completions", question(model));
    }

    /** Tokens or requests that the caller has left now. */
    long left(String key, String what) throws Exception {
        HttpResponse<String> models = get(key, "/v1/models");
        assertEquals(200, models.statusCode(), models.body());
        return number(models, "x-ratelimit-remaining-" + what);
    }

    static long number(HttpResponse<?> response, String header) {
        return response.headers().firstValueAsLong(header).orElseThrow();
    }

    double meter(String name) {
        return node.meter(name);
    }

    @Override
    public void close() throws TimeoutException {
        node.close();
    }
}
