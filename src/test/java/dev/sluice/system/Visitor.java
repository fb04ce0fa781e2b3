package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A client with a session, which it shows as a bearer; everything goes over real sockets. */
final class Visitor {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI base;
    private final String token;

    private Visitor(URI base, String token) {
        this.base = base;
        this.token = token;
    }

    static Visitor of(TestNode node) throws Exception {
        return of(node.uri(""));
    }

    /** Makes a session. */
    static Visitor of(URI base) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(base.resolve("/api/v1/session"))
                .POST(BodyPublishers.noBody())
                .build();
        HttpResponse<String> made = HTTP.send(request, BodyHandlers.ofString());
        assertEquals(201, made.statusCode(), made.body());
        return new Visitor(base, new JsonObject(made.body()).getString("token"));
    }

    /** The same session, at another node. */
    Visitor at(URI other) {
        return new Visitor(other, token);
    }

    String bearer() {
        return "Bearer " + token;
    }

    String token() {
        return token;
    }

    /** Asks for an answer and yields the stream. */
    String submit(String model, String question) throws Exception {
        return submit(model, question, null);
    }

    /** @param tab null for the nameless one */
    String submit(String model, String question, String tab) throws Exception {
        JsonObject body = new JsonObject().put("model", model).put("messages", messages(question));
        if (tab != null) body.put("tab", tab);
        HttpResponse<String> response = send("POST", "/api/v1/streams", body.encode());
        assertEquals(202, response.statusCode(), response.body());
        return new JsonObject(response.body()).getString("stream");
    }

    static JsonArray messages(String question) {
        return new JsonArray().add(new JsonObject().put("role", "user").put("content", question));
    }

    /**
     * @param body    null for none
     * @param headers names and values in turns; they win over ours
     */
    HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        return HTTP.send(request(method, path, body, headers), BodyHandlers.ofString());
    }

    HttpRequest request(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(20))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("authorization", bearer())
                .header("content-type", "application/json");
        for (int i = 0; i < headers.length; i += 2) request.setHeader(headers[i], headers[i + 1]);
        return request.build();
    }

    /** The session's channel as SSE, from the first event on. */
    RawChannel channel(String... headers) throws IOException {
        return RawChannel.open(base.getPort(), "/api/v1/channel", bearer(), headers);
    }
}
