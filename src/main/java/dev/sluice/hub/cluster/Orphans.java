package dev.sluice.hub.cluster;

import dev.sluice.model.LogStore;
import dev.sluice.model.LogStore.Standing;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Copies whose owner is not heard of: they are read without being told to, and ended here when nobody else will do it: where the owner is
 * gone and so is its log, or its end. An owner whose store was emptied gets time to write its logs back first. Belongs to the cluster's
 * loop.
 */
final class Orphans {
    /** Longer than a node needs to come back to its store, which it does within 2 s, and to write back what it has. */
    static final long PATIENCE_NANOS = 10_000_000_000L;

    private final ClusterLoop loop;
    private final LogStore store;
    private final Replicas replicas;
    private final Duration retention;

    Orphans(ClusterLoop loop, LogStore store, Replicas replicas, Duration retention) {
        this.loop = loop;
        this.store = store;
        this.replicas = replicas;
        this.retention = retention;
    }

    /**
     * About once a second.
     *
     * @param living the members; a log whose owner is none of them, or says that it is not, is an orphan
     */
    void tick(Set<String> living) {
        for (Replica replica : List.copyOf(replicas.all())) {
            if (replica.log().sealed()) continue;
            boolean orphan = replica.owner() == null || replica.disowned || !living.contains(replica.owner());
            if (!orphan) replica.orphanedNanos = 0;
            else look(replica);
        }
    }

    private void look(Replica replica) {
        long now = loop.time().nanos();
        if (replica.orphanedNanos == 0) replica.orphanedNanos = now;
        boolean late = now - replica.orphanedNanos > PATIENCE_NANOS;
        store.standing(replica.stream()).onSuccess(at -> {
            if (at == null) {
                if (late) replica.end();
            } else if (replica.owner() == null || at.tail() > replica.log().tail()) {
                replica.read();
            } else if (late && !at.sealed()) {
                seal(replica, at);
            }
        });
    }

    /** Whoever cleared up after its owner did not find it. */
    private void seal(Replica replica, Standing at) {
        store.seal(at.owner(), replica.stream(), Replica.lost(), retention).onSuccess(done -> replica.read());
    }
}
