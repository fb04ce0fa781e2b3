package dev.sluice.simulator;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Consumer;

/** Sends each request to where it is answered, by its path. Owned by the simulator's loop. */
final class Provider {
    private static final Face OPENAI = new OpenAiFace();
    private static final Face ANTHROPIC = new AnthropicFace();

    private final String apiKey;
    private final ChatEndpoint chat;
    private final FeedEndpoint feeds;
    private final TrafficRecord traffic;
    private final long created;
    private final Consumer<SeenRequest> seen;

    /**
     * @param apiKey  null: anybody is served
     * @param created when the models came into being, in seconds since 1970
     */
    Provider(
            String apiKey,
            ChatEndpoint chat,
            FeedEndpoint feeds,
            TrafficRecord traffic,
            long created,
            Consumer<SeenRequest> seen) {
        this.apiKey = apiKey;
        this.chat = chat;
        this.feeds = feeds;
        this.traffic = traffic;
        this.created = created;
        this.seen = seen;
    }

    void handle(HttpServerRequest request) {
        request.response().exceptionHandler(gone -> {}); // a client that leaves is no news here
        String path = request.path() == null ? "" : request.path();
        if (path.startsWith(FeedEndpoint.PATH)) {
            feeds.handle(request);
            return;
        }
        if (path.startsWith(GeminiFace.MODELS)) {
            gemini(request, path);
            return;
        }
        switch (path) {
            case "/health" -> json(request.response(), 200, "{\"status\":\"ok\"}");
            case "/v1/_sim/stats" -> json(request.response(), 200, Stats.json(traffic));
            case "/v1/chat/completions" -> chat(request, OPENAI);
            case "/v1/messages" -> chat(request, ANTHROPIC);
            case "/v1/models" -> guarded(request, () -> json(request.response(), 200, models()));
            default -> guarded(request, () -> other(request, path));
        }
    }

    private void chat(HttpServerRequest request, Face face) {
        if (request.method().name().equals("POST")) chat.handle(request, face, authorised(request, face));
        else
            guarded(request, face, () -> {
                throw new RefusedException(
                        405,
                        "Not allowed to " + request.method() + " on " + request.path() + ".",
                        "invalid_request_error",
                        null,
                        null);
            });
    }

    private void gemini(HttpServerRequest request, String path) {
        Face face = GeminiFace.of(request);
        if (GeminiFace.answers(path)) chat(request, face);
        else
            guarded(request, face, () -> {
                String models = GeminiFace.models(path);
                if (models == null) throw new RefusedException(404, path + " is not found.", null, null, null);
                json(request.response(), 200, models);
            });
    }

    private void guarded(HttpServerRequest request, Runnable answer) {
        guarded(request, OPENAI, answer);
    }

    private void guarded(HttpServerRequest request, Face face, Runnable answer) {
        seen.accept(new SeenRequest(0, request.method().name(), request.path(), request.headers(), Buffer.buffer()));
        try {
            if (!authorised(request, face)) throw face.badKey();
            answer.run();
        } catch (RefusedException refused) {
            json(request.response(), face.status(refused), face.error(refused));
        }
    }

    private void other(HttpServerRequest request, String path) {
        String model = path.startsWith("/v1/models/") ? path.substring("/v1/models/".length()) : null;
        if (model == null)
            throw new RefusedException(
                    404,
                    "Unknown request URL: " + request.method() + " " + path + ".",
                    "invalid_request_error",
                    null,
                    "unknown_url");
        if (!ScriptReader.MODELS.containsKey(model)) throw RefusedException.noSuchModel(model);
        json(request.response(), 200, model(model).encode());
    }

    private boolean authorised(HttpServerRequest request, Face face) {
        return apiKey == null || face.authorised(request, apiKey);
    }

    private String models() {
        List<JsonObject> models =
                ScriptReader.MODELS.keySet().stream().map(this::model).toList();
        return new JsonObject()
                .put("object", "list")
                .put("data", new JsonArray(models))
                .encode();
    }

    private JsonObject model(String name) {
        return new JsonObject()
                .put("id", name)
                .put("object", "model")
                .put("created", created)
                .put("owned_by", "simulator");
    }

    static void json(HttpServerResponse response, int status, String json) {
        response.setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(json);
    }
}
