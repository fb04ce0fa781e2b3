package dev.sluice.app;

import dev.sluice.admission.FairPermits;
import dev.sluice.admission.LeasedLimit;
import dev.sluice.admission.PermitPool;
import dev.sluice.admission.PermitShare;
import dev.sluice.model.Time;
import dev.sluice.model.UpstreamConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** This node's shares of permits that all nodes share. Its methods may be called from any thread; its state belongs to one context. */
final class PermitShares {
    private final Context context;
    private final PermitPool pool;
    private final Time time;
    private final Map<String, PermitShare> shares = new HashMap<>();

    PermitShares(Vertx vertx, PermitPool pool, Time time) {
        this.context = vertx.getOrCreateContext();
        this.pool = pool;
        this.time = time;
        context.runOnContext(v ->
                vertx.setPeriodic(PermitShare.TICK_MILLIS, t -> shares.values().forEach(PermitShare::tick)));
    }

    /**
     * Keeps the queue's share from now on; that of a queue which it replaces goes back.
     *
     * @param lease the queue's limit
     */
    void keep(UpstreamConfig upstream, FairPermits queue, LeasedLimit lease) {
        context.runOnContext(v -> {
            PermitShare share = new PermitShare(upstream.name(), upstream.permits(), queue, lease, pool, time::nanos);
            PermitShare before = shares.put(upstream.name(), share);
            if (before != null) before.close();
            share.tick();
        });
    }

    /** The queue stays, and what it has a share of has grown or shrunk. */
    void resized(UpstreamConfig upstream, FairPermits queue) {
        context.runOnContext(v -> {
            PermitShare share = shares.get(upstream.name());
            if (share != null && share.of(queue)) share.limit(upstream.permits());
        });
    }

    /** Gives back the shares of all others. */
    void retain(Set<String> upstreams) {
        Set<String> kept = Set.copyOf(upstreams);
        context.runOnContext(v -> shares.entrySet().removeIf(each -> {
            boolean gone = !kept.contains(each.getKey());
            if (gone) each.getValue().close();
            return gone;
        }));
    }

    /** Gives all shares back. */
    Future<Void> close() {
        Promise<Void> closed = Promise.promise();
        context.runOnContext(v -> {
            shares.values().forEach(PermitShare::close);
            shares.clear();
            closed.complete();
        });
        return closed.future();
    }
}
