package dev.sluice.simulator;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Everything under {@code /v1beta}: {@code models/{model}:generateContent} and {@code :streamGenerateContent}, and the list of
 * models. Owned by the simulator's loop.
 */
final class GeminiEndpoint {
    static final String ROOT = "/v1beta/";

    private static final String MODELS = ROOT + "models";
    private static final int MAX_BODY_BYTES = 32 << 20;

    private final String apiKey;
    private final TrafficRecord traffic;
    private final Clockwork clock;
    private final long salt;
    private final FaultBudget faults = new FaultBudget();
    private final Consumer<SeenRequest> seen;
    private final Consumer<ServedRequest> ended;
    private final Set<Exchange> running = new HashSet<>();

    /**
     * @param apiKey null: anybody is served
     * @param salt   makes this simulator's ids differ from another one's
     */
    GeminiEndpoint(
            String apiKey,
            TrafficRecord traffic,
            Clockwork clock,
            long salt,
            Consumer<SeenRequest> seen,
            Consumer<ServedRequest> ended) {
        this.apiKey = apiKey;
        this.traffic = traffic;
        this.clock = clock;
        this.salt = salt;
        this.seen = seen;
        this.ended = ended;
    }

    void handle(HttpServerRequest request, String path) {
        int colon = path.lastIndexOf(':');
        String method = colon < 0 ? "" : path.substring(colon + 1);
        boolean stream = method.equals("streamGenerateContent");
        boolean generates = path.startsWith(MODELS + "/") && (stream || method.equals("generateContent"));
        if (!generates || !request.method().name().equals("POST")) {
            seen.accept(new SeenRequest(0, request.method().name(), path, request.headers(), Buffer.buffer()));
            list(request, path);
            return;
        }
        String model = decoded(path.substring(MODELS.length() + 1, colon));
        Exchange exchange = new Exchange(request, traffic, clock::now, this::ended);
        running.add(exchange);
        Buffer body = Buffer.buffer();
        request.handler(part -> {
            if (body.length() + part.length() > MAX_BODY_BYTES) tooLarge(exchange);
            else body.appendBuffer(part);
        });
        request.endHandler(end -> {
            if (!exchange.over()) answer(exchange, model, stream, body);
        });
    }

    void close() {
        List.copyOf(running).forEach(exchange -> exchange.finish(Ending.CLOSED));
    }

    private void ended(Exchange exchange) {
        running.remove(exchange);
        ended.accept(exchange.served());
    }

    private void answer(Exchange exchange, String model, boolean stream, Buffer body) {
        HttpServerRequest http = exchange.request();
        seen.accept(new SeenRequest(exchange.served().id(), "POST", http.path(), http.headers(), body));
        try {
            authorise(http);
            exchange.model(model);
            JsonObject json = ChatRequestReader.json(body);
            begin(exchange, GeminiRequestReader.read(model, json, stream, http.getHeader(ScriptReader.HEADER)));
        } catch (RefusedException refused) {
            refuse(exchange, refused.status(), GeminiRefusal.json(refused));
        }
    }

    private void begin(Exchange exchange, ChatRequest asked) {
        Script script = faults.spend(asked.script());
        ChatRequest request = asked.with(script);
        Fault refusal = script.refusal().orElse(null);
        if (refusal != null) {
            refuse(exchange, refusal, script);
            return;
        }
        Answer answer = Author.answer(request);
        GeminiEncoder encoder = new GeminiEncoder(
                answer,
                Ids.text(salt + exchange.served().id(), 22),
                request.model(),
                script.eventBytes(),
                script.has(Fault.USAGE_CUMULATIVE));
        int tokens = answer.completionTokens();
        boolean sse = "sse".equals(exchange.request().getParam("alt"));
        if (request.stream())
            new StreamedAnswer(exchange, script, tokens, new GeminiStream(encoder, script, sse), clock).begin();
        else new WholeAnswer(exchange, script, tokens, encoder.whole(), GeminiRefusal.brokenOff(), clock).begin();
    }

    private static void refuse(Exchange exchange, Fault fault, Script script) {
        if (script.retryAfter() >= 0)
            exchange.response().putHeader("Retry-After", Integer.toString(script.retryAfter()));
        if (fault != Fault.HTML_502) {
            refuse(exchange, RefusedException.of(fault).status(), GeminiRefusal.json(fault, script.retryAfter()));
            return;
        }
        exchange.finish(Ending.REFUSED);
        exchange.response()
                .setStatusCode(502)
                .putHeader("Content-Type", "text/html")
                .end(ChatEndpoint.BAD_GATEWAY);
    }

    private static void refuse(Exchange exchange, int status, String json) {
        exchange.finish(Ending.REFUSED);
        Provider.json(exchange.response(), status, json);
    }

    private static void tooLarge(Exchange exchange) {
        if (exchange.over()) return;
        exchange.response().putHeader("Connection", "close");
        refuse(exchange, 400, GeminiRefusal.json(GeminiRefusal.invalid("Request payload size exceeds the limit.")));
    }

    private void authorise(HttpServerRequest request) {
        if (apiKey == null) return;
        String key = request.getHeader("x-goog-api-key");
        if (key == null) key = request.getParam("key");
        if (key == null) throw GeminiRefusal.noKey();
        if (!key.equals(apiKey)) throw GeminiRefusal.badKey();
    }

    private void list(HttpServerRequest request, String path) {
        try {
            authorise(request);
            String model = path.startsWith(MODELS + "/") ? path.substring(MODELS.length() + 1) : null;
            if (path.equals(MODELS)) {
                List<JsonObject> all = ScriptReader.MODELS.keySet().stream()
                        .map(GeminiEndpoint::model)
                        .toList();
                Provider.json(
                        request.response(),
                        200,
                        new JsonObject().put("models", new JsonArray(all)).encode());
            } else if (model != null && ScriptReader.MODELS.containsKey(model)) {
                Provider.json(request.response(), 200, model(model).encode());
            } else throw new RefusedException(404, path + " is not found.", "NOT_FOUND", null, null);
        } catch (RefusedException refused) {
            Provider.json(request.response(), refused.status(), GeminiRefusal.json(refused));
        }
    }

    private static JsonObject model(String name) {
        return new JsonObject()
                .put("name", "models/" + name)
                .put("displayName", name)
                .put("inputTokenLimit", 1_048_576)
                .put("outputTokenLimit", 200_000)
                .put("supportedGenerationMethods", new JsonArray().add("generateContent"));
    }

    /** A plus is a plus in a path: it joins faults. */
    private static String decoded(String segment) {
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return segment;
        }
    }
}
