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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Readers of one feed who behave as an EventSource does: whenever their response ends they wait for as long as they were told, and
 * come back, behind the last event that they had. All run on one loop; what they saw may be read from anywhere.
 */
final class ReturningReaders {
    private final Vertx vertx;
    private final HttpClient http;
    private final URI feed;
    private final List<Reader> readers = new ArrayList<>();

    /** What went wrong, for people: statuses other than 200, connections that broke without a goodbye. */
    final List<String> failures = new CopyOnWriteArrayList<>();
    /** When somebody came back, in {@link System#nanoTime} milliseconds. */
    final List<Long> returns = new CopyOnWriteArrayList<>();

    private volatile boolean over;

    ReturningReaders(Vertx vertx, HttpClient http, URI feed, int count) {
        this.vertx = vertx;
        this.http = http;
        this.feed = feed;
        for (int i = 0; i < count; i++) readers.add(new Reader());
    }

    void start() {
        vertx.getOrCreateContext().runOnContext(v -> readers.forEach(Reader::open));
    }

    void stop() {
        over = true;
    }

    /** The numbers of the events that each of them had, in the order they came. */
    List<List<Long>> seen() {
        return readers.stream().map(r -> List.copyOf(r.seen)).toList();
    }

    /** Whether all of them have had event n or a later one. */
    boolean allHave(long n) {
        return readers.stream().allMatch(r -> r.last >= n);
    }

    private final class Reader implements SseParser.Handler {
        final List<Long> seen = new CopyOnWriteArrayList<>();
        volatile long last = -1;
        private long retryMillis = 1_000;
        private boolean goodbye;

        void open() {
            if (over) return;
            RequestOptions options = new RequestOptions()
                    .setMethod(HttpMethod.GET)
                    .setAbsoluteURI(feed.toString())
                    .putHeader("accept", "text/event-stream");
            if (last >= 0) options.putHeader("last-event-id", "" + last);
            goodbye = false;
            http.request(options)
                    .compose(request -> request.send().map(this::read))
                    .onFailure(broken -> failures.add("no connection: " + broken));
        }

        private HttpClientResponse read(HttpClientResponse response) {
            if (response.statusCode() != 200) failures.add("status " + response.statusCode());
            SseParser parser = new SseParser(1 << 20, this);
            response.handler(parser::feed);
            response.exceptionHandler(broken -> {
                if (!over) failures.add("broke off: " + broken);
            });
            response.endHandler(v -> {
                if (over) return;
                if (!goodbye) failures.add("ended without a goodbye");
                vertx.setTimer(Math.max(1, retryMillis), t -> {
                    returns.add(System.nanoTime() / 1_000_000);
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
            } else if (event.type().equals("feed")) {
                long n = new JsonObject(data.getString("data")).getLong("n");
                seen.add(n);
                last = n;
            } else if (event.type().equals("gap")) {
                failures.add("gap " + data);
            }
        }
    }
}
