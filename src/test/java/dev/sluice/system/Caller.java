package dev.sluice.system;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;

/** One request at the drop-in API, and what has come back so far. Any thread. */
final class Caller {
    static final JsonArray MESSAGES =
            new JsonArray().add(new JsonObject().put("role", "user").put("content", "Why is the sky blue?"));
    private static final int SECONDS = 60;

    private final Future<HttpClientResponse> head;
    private final Future<Void> end;
    private final Buffer body = Buffer.buffer();

    private Caller(Future<HttpClientResponse> head) {
        this.head = head;
        this.end = head.compose(response -> {
            response.handler(this::heard);
            return response.end();
        });
        end.onFailure(gone -> {});
    }

    static Caller ask(HttpClient client, String model, boolean stream) {
        return ask(client, null, model, stream);
    }

    /** @param key the caller's, or null */
    static Caller ask(HttpClient client, String key, String model, boolean stream) {
        JsonObject body = new JsonObject()
                .put("model", model)
                .put("stream", stream)
                .put("temperature", 0)
                .put("messages", MESSAGES);
        return new Caller(client.request(HttpMethod.POST, "/v1/chat/completions")
                .compose(request -> {
                    if (key != null) request.putHeader("authorization", "Bearer " + key);
                    return request.send(body.toBuffer());
                }));
    }

    private synchronized void heard(Buffer more) {
        body.appendBuffer(more);
    }

    synchronized String heard() {
        return body.toString();
    }

    boolean begun() {
        return head.succeeded();
    }

    /** Waits for the head. */
    boolean told(String header) throws Exception {
        return "true".equals(head.await(SECONDS, TimeUnit.SECONDS).getHeader(header));
    }

    /** Waits for the end, and yields all that was said. */
    String whole() throws Exception {
        end.await(SECONDS, TimeUnit.SECONDS);
        return heard();
    }

    /** Waits for the end; the text of a stream. */
    String text() throws Exception {
        StringBuilder text = new StringBuilder();
        for (String line : whole().split("\n")) {
            if (!line.startsWith("data: {")) continue;
            JsonObject chunk = new JsonObject(line.substring(6));
            if (chunk.containsKey("error")) throw new AssertionError(line);
            JsonArray choices = chunk.getJsonArray("choices");
            if (!choices.isEmpty())
                text.append(choices.getJsonObject(0).getJsonObject("delta").getString("content", ""));
        }
        return text.toString();
    }

    void leave() throws Exception {
        head.await(SECONDS, TimeUnit.SECONDS).request().connection().close();
    }
}
