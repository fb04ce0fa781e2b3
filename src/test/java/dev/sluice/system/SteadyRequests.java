package dev.sluice.system;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Callers who ask one question after the other, whatever happens to the nodes, and never ask twice. */
final class SteadyRequests {
    private final Vertx vertx;
    private final HttpClient http;
    private final URI address;
    private final String key;
    private final Buffer body;

    final List<String> failures = new CopyOnWriteArrayList<>();
    final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();
    private volatile boolean over;

    SteadyRequests(Vertx vertx, HttpClient http, URI address, String key, Buffer body) {
        this.vertx = vertx;
        this.http = http;
        this.address = address;
        this.key = key;
        this.body = body;
    }

    void start(int callers) {
        running.set(callers);
        vertx.getOrCreateContext().runOnContext(v -> {
            for (int i = 0; i < callers; i++) ask();
        });
    }

    /** No further ones; those that run come to their end. */
    void stop() {
        over = true;
    }

    boolean stopped() {
        return running.get() == 0;
    }

    private void ask() {
        if (over) {
            running.decrementAndGet();
            return;
        }
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(address.toString())
                .putHeader("authorization", "Bearer " + key)
                .putHeader("content-type", "application/json");
        http.request(options)
                .compose(request -> request.send(body).compose(this::whole))
                .onComplete(done -> {
                    if (done.failed()) failures.add(done.cause().toString());
                    else if (done.result() != null) failures.add(done.result());
                    else answered.incrementAndGet();
                    ask();
                });
    }

    /** Null for an answer, or what is wrong with it. */
    private Future<String> whole(HttpClientResponse response) {
        return response.body().map(text -> response.statusCode() == 200 ? null : response.statusCode() + " " + text);
    }
}
