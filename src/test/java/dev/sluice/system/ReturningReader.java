package dev.sluice.system;

import dev.sluice.sse.SseEvent;
import dev.sluice.sse.SseParser;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One reader that behaves as an EventSource does: whenever its response ends it waits for as long as it was told, and comes back,
 * behind the last event that it had. Runs on one loop.
 */
final class ReturningReader implements SseParser.Handler {
    /** What all of a crowd saw together; may be read from anywhere. */
    static final class Crowd {
        /** What went wrong, for people: statuses other than 200, connections that broke without a goodbye. */
        final List<String> failures = new CopyOnWriteArrayList<>();
        /** When somebody came back, in milliseconds of {@link System#nanoTime}. */
        final List<Long> returns = new CopyOnWriteArrayList<>();

        private volatile boolean over;

        /** From now on an end is an end. */
        void stop() {
            over = true;
        }
    }

    /** What to make of what comes. */
    interface Sink {
        /** @return the id to come back with, from now on */
        String take(String event, JsonObject data, String id);
    }

    private final Vertx vertx;
    private final HttpClient http;
    private final RequestOptions request;
    private final Crowd crowd;
    private final Sink sink;
    private String lastId;
    private long retryMillis = 1_000;
    private boolean goodbye;

    /** @param bearer null for none */
    ReturningReader(Vertx vertx, HttpClient http, URI address, String bearer, Crowd crowd, Sink sink) {
        this.vertx = vertx;
        this.http = http;
        this.crowd = crowd;
        this.sink = sink;
        request = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(address.toString())
                .putHeader("accept", "text/event-stream");
        if (bearer != null) request.putHeader("authorization", bearer);
    }

    void open() {
        if (crowd.over) return;
        RequestOptions options = new RequestOptions(request);
        if (lastId != null) options.putHeader("last-event-id", lastId);
        goodbye = false;
        http.request(options)
                .compose(request -> request.send().map(this::read))
                .onFailure(broken -> crowd.failures.add("no connection: " + broken));
    }

    private HttpClientResponse read(HttpClientResponse response) {
        if (response.statusCode() != 200) crowd.failures.add("status " + response.statusCode());
        SseParser parser = new SseParser(1 << 20, this);
        response.handler(parser::feed);
        response.exceptionHandler(broken -> {
            if (!crowd.over) crowd.failures.add("broke off: " + broken);
        });
        response.endHandler(v -> {
            if (crowd.over) return;
            if (!goodbye) crowd.failures.add("ended without a goodbye");
            vertx.setTimer(Math.max(1, retryMillis), t -> {
                crowd.returns.add(System.nanoTime() / 1_000_000);
                open();
            });
        });
        return response;
    }

    @Override
    public void event(SseEvent event) {
        JsonObject data = new JsonObject(event.data().toString());
        if (event.type().equals("bye")) {
            goodbye = true;
            retryMillis = data.getLong("retry_ms");
        }
        try {
            lastId = sink.take(event.type(), data, event.lastEventId());
        } catch (AssertionError wrong) {
            crowd.failures.add(wrong.toString());
        }
    }
}
