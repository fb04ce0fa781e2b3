package dev.sluice.hub;

import dev.sluice.admission.PermitQueue.Outcome;
import dev.sluice.model.AnswerStore;
import dev.sluice.model.AnswerStore.Found;
import dev.sluice.model.AnswerStore.Kept;
import dev.sluice.model.AnswerStore.Running;
import dev.sluice.model.StreamEvent.Done;
import dev.sluice.model.StreamId;
import dev.sluice.upstream.StreamHandler;
import io.vertx.core.AsyncResult;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Where a call that several answers share takes its events from, on a node that is not alone: the answer that was kept for all nodes; or
 * another call for it, which is followed; or, where there is neither, or nobody can be asked in time, the provider. Where a followed
 * call is lost before its first event, it is as if it had never been. Belongs to the call's lane.
 */
final class SharedSupply implements Supply {
    /** What asking the store may cost a caller at most. */
    private static final long PATIENCE_MILLIS = 1000;
    /** Calls that may be lost before the provider is asked without more ado. */
    private static final int MOST_CLAIMS = 4;
    /** A call is noted as running before its log is there: it is looked for again after this, and after twice as long each time. */
    private static final long FIRST_LOOK_MILLIS = 20;

    private static final int MOST_LOOKS = 6;

    private final Hub hub;
    private final Lane lane;
    private final Completion call;
    private final Supplier<Supply> provider;
    private final Place place;
    private StreamHandler handler;
    /** Null until it is known. */
    private Supply supply;

    private int claims;
    private long timer = -1;
    private boolean closed;

    /** @param provider makes the supply that asks a provider */
    SharedSupply(Hub hub, AnswerStore store, String key, Completion call, Supplier<Supply> provider) {
        this.hub = hub;
        this.lane = call.lane();
        this.call = call;
        this.provider = provider;
        this.place = new Place(lane, store, key, call.log().id());
    }

    @Override
    public void begin(StreamHandler to) {
        handler = to;
        claim(null);
    }

    private void claim(StreamId dead) {
        int now = ++claims;
        if (now > MOST_CLAIMS) {
            ask();
            return;
        }
        timer = lane.vertx().setTimer(PATIENCE_MILLIS, t -> {
            timer = -1;
            ask();
        });
        place.claim(dead).onComplete(said -> answered(now, said));
    }

    private void answered(int claim, AsyncResult<Found> said) {
        boolean ours = said.result() instanceof AnswerStore.Yours;
        if (closed) {
            if (ours) place.leave();
        } else if (supply != null || claim != claims) {
            // Too late to be waited for, but others may still join.
            if (ours && supply != null && supply.calls()) hold();
        } else {
            stopTimer();
            found(said.result());
        }
    }

    /** @param what null where nobody could be asked */
    private void found(Found what) {
        if (what instanceof Kept kept) {
            call.origin(Kind.CACHED);
            take(new Replay(lane, new CachedAnswer(kept.chunks(), kept.done(), 0), false));
        } else if (what instanceof Running other) {
            seek(other.stream(), 0);
        } else {
            if (what != null) hold();
            ask();
        }
    }

    private void hold() {
        place.hold();
        hub.elsewhere().opened(hub.own(call));
    }

    private void ask() {
        take(provider.get());
    }

    private void take(Supply from) {
        supply = from;
        supply.begin(handler);
    }

    private void seek(StreamId other, int look) {
        lane.here(hub.source(other)).onComplete(found -> {
            if (closed) return;
            if (found.result() != null) {
                call.origin(Kind.COALESCED);
                take(new RemoteSupply(hub, lane, found.result(), () -> lost(other)));
            } else if (found.failed() || look == MOST_LOOKS) {
                claim(other);
            } else {
                timer = lane.vertx().setTimer(FIRST_LOOK_MILLIS << look, t -> {
                    timer = -1;
                    seek(other, look + 1);
                });
            }
        });
    }

    private void lost(StreamId other) {
        supply = null;
        call.origin(Kind.OWN);
        claim(other);
    }

    @Override
    public Kind kind() {
        return call.origin();
    }

    @Override
    public boolean calls() {
        return supply != null && supply.calls();
    }

    @Override
    public boolean asked() {
        return supply != null && supply.asked();
    }

    @Override
    public int position() {
        return supply == null ? 0 : supply.position();
    }

    @Override
    public long etaMillis() {
        return supply == null ? -1 : supply.etaMillis();
    }

    @Override
    public Way way() {
        return supply == null ? Way.NONE : supply.way();
    }

    /**
     * The call is over; after {@link #close}.
     *
     * @param done how it was completed, or null where it was not
     */
    void over(Done done, Duration ttl) {
        CachedAnswer whole = done == null || ttl.isZero() ? null : CachedAnswer.of(call.log(), done);
        place.end(whole == null ? null : new Kept(whole.chunks(), whole.done()), ttl);
    }

    @Override
    public void close(Outcome outcome) {
        closed = true;
        stopTimer();
        if (supply != null) supply.close(outcome);
    }

    private void stopTimer() {
        if (timer >= 0) lane.vertx().cancelTimer(timer);
        timer = -1;
    }
}
