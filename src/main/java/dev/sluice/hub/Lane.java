package dev.sluice.hub;

import dev.sluice.channel.Loop;
import dev.sluice.upstream.Upstream;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * One event loop's means of reaching the providers. Belongs to the loop of its context, like every completion begun on it.
 */
public final class Lane {
    /** A place in the queue is told at most twice a second. */
    private static final long NOTICE_MILLIS = 500;

    private final Vertx vertx;
    private final Context context;
    private final Loop loop;
    private final Map<String, Upstream> upstreams;
    private final Set<Completion> waiting = new LinkedHashSet<>();
    private long noticeTimer = -1;

    /** Must be made on the loop that it is for. */
    public Lane(Vertx vertx, Loop loop, Map<String, Upstream> upstreams) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.loop = loop;
        this.upstreams = Map.copyOf(upstreams);
    }

    public Context context() {
        return context;
    }

    /** What completes elsewhere, here. */
    <T> Future<T> here(Future<T> elsewhere) {
        if (elsewhere.isComplete()) return elsewhere;
        Promise<T> promise = Promise.promise();
        elsewhere.onComplete(done -> context.runOnContext(v -> promise.handle(done)));
        return promise.future();
    }

    Loop loop() {
        return loop;
    }

    Vertx vertx() {
        return vertx;
    }

    Upstream upstream(String name) {
        return upstreams.get(name);
    }

    /** The completion wants to tell its readers where it stands, until {@link #admitted}. */
    void waits(Completion completion) {
        waiting.add(completion);
        if (noticeTimer < 0) noticeTimer = vertx.setPeriodic(NOTICE_MILLIS, t -> tellPlaces());
    }

    void admitted(Completion completion) {
        if (!waiting.remove(completion) || !waiting.isEmpty()) return;
        vertx.cancelTimer(noticeTimer);
        noticeTimer = -1;
    }

    private void tellPlaces() {
        for (Completion completion : waiting) completion.tellPlace();
    }
}
