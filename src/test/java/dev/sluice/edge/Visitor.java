package dev.sluice.edge;

import dev.sluice.system.TestNode;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

/** A program that sends what a browser, or somebody who plays one, would send. Nothing is kept between two requests. */
final class Visitor {
    private final HttpClient client = HttpClient.newHttpClient();
    private final TestNode node;

    Visitor(TestNode node) {
        this.node = node;
    }

    /** @param headers names and values in turns; {@code cookie} takes a session's token; null values are left out */
    HttpResponse<String> send(String method, String path, String body, String... headers) {
        try {
            return client.send(request(method, path, body, headers), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    HttpRequest request(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(node.uri(path))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            if (headers[i + 1] == null) continue;
            boolean cookie = headers[i].equals("cookie");
            request.header(headers[i], cookie ? Callers.COOKIE + "=" + headers[i + 1] : headers[i + 1]);
        }
        return request.build();
    }

    HttpClient client() {
        return client;
    }

    String ownOrigin() {
        return "http://127.0.0.1:" + node.port();
    }

    /** A new session's token. */
    String session(String... headers) {
        HttpResponse<String> made = send("POST", "/api/v1/session", "", headers);
        if (made.statusCode() != 201) throw new AssertionError(made.statusCode() + " " + made.body());
        return json(made).getString("token");
    }

    static JsonObject json(HttpResponse<String> response) {
        return new JsonObject(response.body());
    }

    /** The code of an error in either form. */
    static String code(HttpResponse<String> response) {
        JsonObject body = json(response);
        return body.containsKey("error") ? body.getJsonObject("error").getString("code") : body.getString("code");
    }

    /** The session cookie that was set, with its attributes; null where none was. */
    static String cookie(HttpResponse<String> response) {
        List<String> all = response.headers().allValues("set-cookie");
        return all.stream()
                .filter(c -> c.startsWith(Callers.COOKIE + "="))
                .findFirst()
                .orElse(null);
    }
}
