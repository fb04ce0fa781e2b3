package dev.sluice.hub.cluster;

import dev.sluice.model.LogStore;
import dev.sluice.model.NodeReport;
import dev.sluice.model.Nodes;
import dev.sluice.model.Nodes.Census;
import dev.sluice.model.StreamId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who lives: beats every second, and ends the answers of a member that has not beaten for {@value #SILENT_MILLIS} ms, by the
 * store's own clock. After the store was away nobody has beaten; so nobody is given up before all had the time to come back. Belongs to
 * the cluster's loop.
 */
final class Vigil {
    static final long BEAT_MILLIS = 1000;
    static final long SILENT_MILLIS = 4000;
    /** Connecting anew takes at most 2 s, and the next beat comes a second later. */
    static final long SETTLE_NANOS = 7_000_000_000L;

    private static final long CLAIM_MILLIS = 5000;
    private static final Logger LOG = LoggerFactory.getLogger(Vigil.class);

    private final ClusterLoop loop;
    private final LogStore store;
    private final Nodes nodes;
    private final Duration retention;
    private final ClusterObserver observer;
    private final Runnable forgotten;
    private final Set<String> clearing = new HashSet<>();
    private Set<String> living = Set.of();
    private long sinceNanos;
    private int returns;
    private boolean known;
    private boolean beating;

    /** @param forgotten run when the store did not know this member any more */
    Vigil(
            ClusterLoop loop,
            LogStore store,
            Nodes nodes,
            Duration retention,
            ClusterObserver observer,
            Runnable forgotten) {
        this.loop = loop;
        this.store = store;
        this.nodes = nodes;
        this.retention = retention;
        this.observer = observer;
        this.forgotten = forgotten;
        this.sinceNanos = loop.time().nanos();
    }

    /** As of the last beat that was answered. */
    Set<String> living() {
        return living;
    }

    /** The store can be asked again: who was silent could not be heard. */
    void returned() {
        sinceNanos = loop.time().nanos();
        returns++;
    }

    /** Whether the store was away just now: what it does not hold may be about to be written back. */
    boolean doubtful() {
        return returns > 1 && !settled();
    }

    /** Whether all others had the time to come back since the store was away. */
    boolean settled() {
        return loop.time().nanos() - sinceNanos > SETTLE_NANOS;
    }

    /** About once a second. Completes when it was answered, or will not be. @param report what this node says of itself */
    Future<Void> beat(NodeReport report) {
        if (beating || !nodes.reachable()) return Future.succeededFuture();
        beating = true;
        return nodes.beat(SILENT_MILLIS, report).<Void>transform(said -> {
            beating = false;
            if (said.succeeded()) heard(said.result());
            return Future.succeededFuture();
        });
    }

    private void heard(Census census) {
        observer.members(census);
        living = census.living();
        if (census.unknown() && known) forgotten.run();
        known = true;
        if (!settled()) return;
        for (String silent : census.silent()) if (clearing.add(silent)) clear(silent);
    }

    private void clear(String silent) {
        nodes.claim(silent, CLAIM_MILLIS)
                .compose(mine ->
                        mine ? store.running(silent).compose(left -> end(silent, left)) : Future.succeededFuture())
                .onComplete(done -> {
                    clearing.remove(silent);
                    if (done.failed())
                        LOG.warn(
                                "cluster: could not clear up after {}: {}",
                                silent,
                                done.cause().getMessage());
                });
    }

    private Future<Void> end(String silent, List<StreamId> left) {
        List<Future<Boolean>> ends = new ArrayList<>(left.size());
        for (StreamId stream : left) ends.add(store.seal(silent, stream, Replica.lost(), retention));
        return Future.all(ends).compose(done -> {
            int sealed = 0;
            for (Future<Boolean> each : ends) if (each.result()) sealed++;
            for (int i = 0; i < sealed; i++) observer.sealed();
            LOG.warn("cluster: node {} is gone; ended {} answers that it left", silent, sealed);
            return nodes.leave(silent);
        });
    }
}
