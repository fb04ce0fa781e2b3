package dev.sluice.simulator;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** A chat request behind any {@link Face}: reads the body, applies the script, and lets the answer begin. Owned by the simulator's loop. */
final class ChatEndpoint {
    private static final int MAX_BODY_BYTES = 32 << 20;
    private static final String BAD_GATEWAY = """
            <!DOCTYPE html>
            <html><head><title>502 Bad Gateway</title></head>
            <body><center><h1>502 Bad Gateway</h1></center><hr><center>gateway</center></body></html>
            """;

    private final TrafficRecord traffic;
    private final Clockwork clock;
    private final Clock wallClock;
    private final FaultBudget faults = new FaultBudget();
    private final Consumer<SeenRequest> seen;
    private final Consumer<ServedRequest> ended;
    private final Set<Exchange> running = new HashSet<>();
    private final long salt;

    /** @param salt makes this simulator's ids differ from another one's */
    ChatEndpoint(
            TrafficRecord traffic,
            Clockwork clock,
            Clock wallClock,
            long salt,
            Consumer<SeenRequest> seen,
            Consumer<ServedRequest> ended) {
        this.traffic = traffic;
        this.clock = clock;
        this.wallClock = wallClock;
        this.salt = salt;
        this.seen = seen;
        this.ended = ended;
    }

    void handle(HttpServerRequest request, Face face, boolean authorised) {
        Exchange exchange = new Exchange(request, face, traffic, clock::now, this::ended);
        running.add(exchange);
        Buffer body = Buffer.buffer();
        request.handler(part -> {
            if (body.length() + part.length() > MAX_BODY_BYTES) tooLarge(exchange);
            else body.appendBuffer(part);
        });
        request.endHandler(end -> {
            if (!exchange.over()) answer(exchange, authorised, body);
        });
    }

    void close() {
        List.copyOf(running).forEach(exchange -> exchange.finish(Ending.CLOSED));
    }

    private void ended(Exchange exchange) {
        running.remove(exchange);
        ended.accept(exchange.served());
    }

    private void answer(Exchange exchange, boolean authorised, Buffer body) {
        HttpServerRequest http = exchange.request();
        seen.accept(new SeenRequest(exchange.served().id(), "POST", http.path(), http.headers(), body));
        exchange.face().headers(exchange.response(), exchange.served().id(), running.size());
        try {
            if (!authorised) throw exchange.face().badKey();
            JsonObject json = ChatRequestReader.json(body);
            String model = exchange.face().model(http, json);
            if (model != null) exchange.model(model);
            begin(exchange, exchange.face().read(http, json));
        } catch (RefusedException refused) {
            refuse(exchange, refused);
        }
    }

    private void begin(Exchange exchange, ChatRequest asked) {
        Script script = faults.spend(asked.script());
        ChatRequest request = asked.with(script);
        if (script.refusal().isPresent()) {
            refuse(exchange, script.refusal().get(), script);
            return;
        }
        if (script.has(Fault.REJECT_STREAM_OPTIONS) && request.hasStreamOptions())
            throw new RefusedException(
                    400,
                    "Unrecognized request argument supplied: stream_options",
                    "invalid_request_error",
                    "stream_options",
                    null);
        Answer answer = Author.answer(request);
        long epochSeconds = wallClock.instant().getEpochSecond();
        Wording wording = exchange.face()
                .wording(answer, request, salt + exchange.served().id(), epochSeconds);
        int tokens = answer.completionTokens();
        if (request.stream()) new StreamedAnswer(exchange, request, tokens, wording, clock).begin();
        else new WholeAnswer(exchange, script, tokens, wording.whole(), clock).begin();
    }

    private void refuse(Exchange exchange, Fault fault, Script script) {
        if (script.retryAfter() >= 0) {
            exchange.response().putHeader("Retry-After", Integer.toString(script.retryAfter()));
            exchange.response().putHeader("Retry-After-Ms", Integer.toString(script.retryAfter() * 1000));
        }
        if (fault != Fault.HTML_502) {
            refuse(exchange, RefusedException.of(fault).after(script.retryAfter()));
            return;
        }
        exchange.finish(Ending.REFUSED);
        exchange.response()
                .setStatusCode(502)
                .putHeader("Content-Type", "text/html")
                .end(BAD_GATEWAY);
    }

    private static void refuse(Exchange exchange, RefusedException refused) {
        exchange.finish(Ending.REFUSED);
        Provider.json(
                exchange.response(),
                exchange.face().status(refused),
                exchange.face().error(refused));
    }

    private static void tooLarge(Exchange exchange) {
        if (exchange.over()) return;
        if (exchange.request().version() != HttpVersion.HTTP_2)
            exchange.response().putHeader("Connection", "close");
        refuse(exchange, new RefusedException(413, "The request is too large.", "invalid_request_error", null, null));
    }
}
