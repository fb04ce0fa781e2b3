package dev.sluice.hub;

import dev.sluice.model.AnswerStore;
import dev.sluice.model.AnswerStore.Found;
import dev.sluice.model.AnswerStore.Kept;
import dev.sluice.model.StreamId;
import io.vertx.core.Future;
import java.time.Duration;

/**
 * The place of the one call, among all nodes', that tells an answer: asked for, held by a lease that is renewed, and given back once,
 * with the answer or without. A node that dies leaves it to whoever finds its stream ended. Belongs to the lane's loop.
 */
final class Place {
    private static final long RENEW_MILLIS = AnswerStore.LEASE.toMillis() / 3;

    private final Lane lane;
    private final AnswerStore store;
    private final String key;
    private final StreamId mine;
    private long timer = -1;
    private boolean over;

    /** @param mine the call's stream */
    Place(Lane lane, AnswerStore store, String key, StreamId mine) {
        this.lane = lane;
        this.store = store;
        this.key = key;
        this.mine = mine;
    }

    /** Completes on the lane's loop. What comes too late to be of use is to be given back by {@link #leave}. */
    Future<Found> claim(StreamId dead) {
        return lane.here(store.claim(key, mine, dead));
    }

    /** It is this call's. Idempotent. */
    void hold() {
        if (timer >= 0 || over) return;
        timer = lane.vertx().setPeriodic(RENEW_MILLIS, t -> store.renew(key, mine));
    }

    /**
     * The call is over. Once.
     *
     * @param kept what it told, or null
     */
    void end(Kept kept, Duration ttl) {
        over = true;
        if (timer < 0) return;
        lane.vertx().cancelTimer(timer);
        timer = -1;
        store.end(key, mine, kept, ttl);
    }

    /** It was given to this call after its end. */
    void leave() {
        store.end(key, mine, null, AnswerStore.LEASE);
    }
}
