package dev.sluice.hub;

import dev.sluice.channel.Hop;
import dev.sluice.channel.Loop;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.UpstreamState;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * One event loop's means of reaching the providers. Belongs to the loop of its context, like every completion begun on it.
 */
public final class Lane {
    /** A place in the queue is told at most twice a second. */
    private static final long NOTICE_MILLIS = 500;

    private final Vertx vertx;
    private final Context context;
    private final Loop loop;
    private final Function<UpstreamState, Upstream> connect;
    private final Map<UpstreamState, Upstream> upstreams = new IdentityHashMap<>();
    private final Set<Completion> waiting = new LinkedHashSet<>();
    private long noticeTimer = -1;

    /**
     * Must be made on the loop that it is for.
     *
     * @param connect makes this loop's connections to an upstream
     */
    public Lane(Vertx vertx, Loop loop, Function<UpstreamState, Upstream> connect) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.loop = loop;
        this.connect = connect;
    }

    /** Of the loop that it is for. */
    public Context context() {
        return context;
    }

    /** What completes elsewhere, here. */
    <T> Future<T> here(Future<T> elsewhere) {
        return Hop.to(context, elsewhere);
    }

    Loop loop() {
        return loop;
    }

    Vertx vertx() {
        return vertx;
    }

    /** This loop's connections to it, made when they are first asked for. */
    Upstream upstream(UpstreamState state) {
        return upstreams.computeIfAbsent(state, connect);
    }

    /** Closes the connections to those that the node does not go by any more, once their last calls have ended. */
    public void keepOnly(Collection<Provider> providers) {
        upstreams.entrySet().removeIf(known -> {
            boolean needed = known.getKey().budget().calls() > 0
                    || providers.stream().anyMatch(p -> p.state() == known.getKey());
            if (!needed) known.getValue().close();
            return !needed;
        });
    }

    /** Closes all connections. */
    public Future<Void> close() {
        List<Future<Void>> closing = new ArrayList<>();
        for (Upstream upstream : upstreams.values()) closing.add(upstream.close());
        upstreams.clear();
        return Future.join(closing).mapEmpty();
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
