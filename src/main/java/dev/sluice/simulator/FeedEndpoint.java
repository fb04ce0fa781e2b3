package dev.sluice.simulator;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * {@code GET /feed/{name}}: a feed that never ends, for whoever reads feeds. Event n of a feed happens n / rate seconds after 1970, so
 * its numbering goes on where it was, whoever was restarted meanwhile, and what an event says ({@link #text}) is known to
 * everybody. {@code Last-Event-ID: n} goes on behind n, as far as {@code keep} events back.
 *
 * <p>Keys of the query: {@code rate} (events a second, 1), {@code event} (their name, tick), {@code id} (0: none), {@code format}
 * (sse, json-lines), {@code resume} (0: Last-Event-ID is not honoured), {@code keep} (1000), {@code tell} (1: the response's header
 * Last-Event-ID says where it goes on), {@code retry} (milliseconds), {@code fault} (cut, rst, stall, each after {@code at} events of
 * a connection; 204, 500, html instead of any). Owned by the simulator's loop.
 */
final class FeedEndpoint {
    static final String PATH = "/feed/";

    private final FeedTraffic traffic;
    private final Clockwork clock;
    private final Clock wallClock;
    private final Set<FeedStream> open = new HashSet<>();

    FeedEndpoint(FeedTraffic traffic, Clockwork clock, Clock wallClock) {
        this.traffic = traffic;
        this.clock = clock;
        this.wallClock = wallClock;
    }

    /** What event n says, as JSON: its number, when it happened, and a figure that moves. */
    static String text(long n, double rate) {
        String value = String.format(Locale.ROOT, "%.2f", 100 + 5 * Math.sin(n / 7.0) + (n * 31 % 17) / 20.0);
        return "{\"n\":" + n + ",\"at\":" + millisOf(n, rate) + ",\"value\":" + value + "}";
    }

    static long millisOf(long n, double rate) {
        return (long) Math.ceil(n * 1000 / rate);
    }

    void handle(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        traffic.begun(request.getHeader("Last-Event-ID"));
        FeedScript script;
        try {
            script = FeedScript.read(request.params());
        } catch (IllegalArgumentException wrong) {
            Provider.json(
                    response,
                    400,
                    new JsonObject().put("error", wrong.getMessage()).encode());
            return;
        }
        switch (script.fault()) {
            case "204" -> response.setStatusCode(204).end();
            case "500" -> Provider.json(response, 500, "{\"error\":\"out of order\"}");
            case "html" -> response.putHeader("Content-Type", "text/html").end("<!DOCTYPE html><p>Welcome</p>");
            default -> stream(request, script);
        }
    }

    private void stream(HttpServerRequest request, FeedScript script) {
        long now = (long) Math.floor(wallClock.millis() * script.rate() / 1000);
        FeedStream stream = new FeedStream(request, script, clock, wallClock, from(request, script, now));
        open.add(stream);
        traffic.open(1);
        request.response().closeHandler(gone -> {
            if (!open.remove(stream)) return;
            traffic.open(-1);
            clock.forget(stream);
        });
        stream.begin();
    }

    /** The event that it goes on behind. */
    private static long from(HttpServerRequest request, FeedScript script, long now) {
        String last = request.getHeader("Last-Event-ID");
        boolean known = script.resume() && last != null && last.matches("\\d{1,18}");
        return known ? Math.min(now, Math.max(Long.parseLong(last), now - script.keep())) : now;
    }
}
