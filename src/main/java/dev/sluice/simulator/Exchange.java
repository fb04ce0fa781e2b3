package dev.sluice.simulator;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** One chat completion's life, from its request's head to exactly one {@link Ending}. Owned by the simulator's loop. */
final class Exchange {
    private final HttpServerRequest request;
    private final Face face;
    private final TrafficRecord.Entry entry;
    private final LongSupplier nanos;
    private final Consumer<Exchange> ended;
    private Runnable release = () -> {};

    /** @param ended told once, at the end */
    Exchange(
            HttpServerRequest request, Face face, TrafficRecord traffic, LongSupplier nanos, Consumer<Exchange> ended) {
        this.request = request;
        this.face = face;
        this.entry = traffic.begin(nanos.getAsLong());
        this.nanos = nanos;
        this.ended = ended;
        response().exceptionHandler(gone -> finish(Ending.ABORTED));
        response().closeHandler(gone -> finish(Ending.ABORTED));
    }

    HttpServerRequest request() {
        return request;
    }

    /** In whose form it is answered. */
    Face face() {
        return face;
    }

    HttpServerResponse response() {
        return request.response();
    }

    ServedRequest served() {
        return entry.served();
    }

    boolean over() {
        return !served().running();
    }

    /** @param action gives back what the answer holds; runs once, at the end */
    void onEnd(Runnable action) {
        release = action;
    }

    void model(String model) {
        entry.model(model);
    }

    /** @param tokens content tokens handed to the socket so far */
    void sent(int tokens) {
        entry.sent(tokens);
    }

    /** Ends it; a second ending is ignored. */
    void finish(Ending how) {
        if (over()) return;
        entry.end(how, nanos.getAsLong());
        release.run();
        release = () -> {};
        ended.accept(this);
    }
}
