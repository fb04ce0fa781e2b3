package dev.sluice.simulator;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * {@code POST /v1beta/models/{model}:generateContent} and {@code :streamGenerateContent}, after Google's API reference. The key
 * comes as {@code x-goog-api-key} or as {@code ?key=}.
 */
final class GeminiFace implements Face {
    static final String MODELS = "/v1beta/models";

    private static final String STREAM = ":streamGenerateContent";
    private static final String WHOLE = ":generateContent";

    private final boolean events;

    private GeminiFace(boolean events) {
        this.events = events;
    }

    /** How a stream looks is asked for by {@code ?alt=sse}. */
    static GeminiFace of(HttpServerRequest request) {
        return new GeminiFace("sse".equals(request.getParam("alt")));
    }

    /** Whether this is a path at which answers are made. */
    static boolean answers(String path) {
        return path.startsWith(MODELS + "/") && (path.endsWith(STREAM) || path.endsWith(WHOLE));
    }

    @Override
    public boolean authorised(HttpServerRequest request, String apiKey) {
        return apiKey.equals(request.getHeader("x-goog-api-key")) || apiKey.equals(request.getParam("key"));
    }

    @Override
    public RefusedException badKey() {
        return GeminiRefusal.badKey();
    }

    @Override
    public void headers(HttpServerResponse response, long number, int running) {
        response.putHeader("Server-Timing", "gfet4t7; dur=" + running);
    }

    @Override
    public String model(HttpServerRequest request, JsonObject body) {
        String path = request.path();
        String segment = path.substring(MODELS.length() + 1, path.lastIndexOf(':'));
        try {
            // A plus is a plus in a path: it joins faults.
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return segment;
        }
    }

    @Override
    public ChatRequest read(HttpServerRequest request, JsonObject body) {
        boolean stream = request.path().endsWith(STREAM);
        return GeminiRequestReader.read(model(request, body), body, stream, request.getHeader(ScriptReader.HEADER));
    }

    @Override
    public Wording wording(Answer answer, ChatRequest request, long number, long epochSeconds) {
        Script script = request.script();
        GeminiEncoder encoder = new GeminiEncoder(
                answer, Ids.text(number, 22), request.model(), script.eventBytes(), script.has(Fault.USAGE_CUMULATIVE));
        return new GeminiWording(encoder, events);
    }

    /** A request that is too large is merely an invalid one here. */
    @Override
    public int status(RefusedException refused) {
        return refused.status() == 413 ? 400 : refused.status();
    }

    @Override
    public String error(RefusedException refused) {
        return GeminiRefusal.json(refused);
    }

    /** {@code GET /v1beta/models}, or one of them; null where there is none. */
    static String models(String path) {
        if (!path.equals(MODELS)) {
            String name = path.startsWith(MODELS + "/") ? path.substring(MODELS.length() + 1) : "";
            return ScriptReader.MODELS.containsKey(name) ? model(name).encode() : null;
        }
        List<JsonObject> all =
                ScriptReader.MODELS.keySet().stream().map(GeminiFace::model).toList();
        return new JsonObject().put("models", new JsonArray(all)).encode();
    }

    private static JsonObject model(String name) {
        return new JsonObject()
                .put("name", "models/" + name)
                .put("displayName", name)
                .put("inputTokenLimit", 1_048_576)
                .put("outputTokenLimit", 200_000)
                .put("supportedGenerationMethods", new JsonArray().add("generateContent"));
    }
}
