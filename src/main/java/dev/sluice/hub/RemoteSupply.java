package dev.sluice.hub;

import dev.sluice.admission.PermitQueue.Outcome;
import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import dev.sluice.model.Frame;
import dev.sluice.model.StreamEvent.Chunk;
import dev.sluice.model.StreamEvent.Done;
import dev.sluice.model.StreamEvent.Failed;
import dev.sluice.upstream.StreamHandler;
import java.time.Duration;

/**
 * Another call's events, read off its log as they come: of another node, by way of the copy here, or of this one, where only others still
 * read it. Until the first event nothing is told of how it ends, if that is bad: then somebody else is to be asked. Belongs to its
 * lane's loop.
 */
final class RemoteSupply extends LogSupply {
    private static final long WATCH_MILLIS = 1000;
    /** For so long the store may be away in the midst of an answer; its owner writes what is missing when it is back. */
    private static final long AWAY_NANOS = Duration.ofSeconds(10).toNanos();

    private final Hub hub;
    private final Lane lane;
    private final Answer answer;
    private final Runnable lost;
    private long timer = -1;
    /** Since when nobody can be asked; 0 while somebody can. */
    private long awayNanos;

    /** @param lost run instead of telling the handler anything, where the call ends badly before its first event; this is closed then */
    RemoteSupply(Hub hub, Lane lane, Answer answer, Runnable lost) {
        super(lane, answer.log());
        this.hub = hub;
        this.lane = lane;
        this.answer = answer;
        this.lost = lost;
    }

    @Override
    public Kind kind() {
        return Kind.COALESCED;
    }

    @Override
    public void begin(StreamHandler to) {
        answer.readerCame();
        super.begin(to);
        if (log().replica()) timer = lane.vertx().setPeriodic(WATCH_MILLIS, t -> watch());
    }

    private void watch() {
        if (log().sealed() || hub.elsewhere().reachable()) awayNanos = 0;
        else if (!opened()) bad(Elsewhere.lost().exception());
        else if (awayNanos == 0) awayNanos = hub.nanos();
        else if (hub.nanos() - awayNanos > AWAY_NANOS) bad(Elsewhere.lost().exception());
    }

    @Override
    public boolean asked() {
        return opened();
    }

    @Override
    void deliver(Frame frame, boolean hole) {
        if (frame.event() instanceof Failed failed)
            bad(Failure.of(Failure.Kind.UPSTREAM, failed.code(), failed.message())
                    .exception());
        else if (hole) bad(Elsewhere.lost().exception());
        else if (frame.event() instanceof Chunk chunk) {
            open();
            chunk(chunk);
        } else if (frame.event() instanceof Done done) done(done);
    }

    @Override
    void stopped() {
        bad(whyStopped());
    }

    private void bad(FailureException cause) {
        if (opened()) {
            handler().failed(cause);
            return;
        }
        close(Outcome.IGNORED);
        lost.run();
    }

    @Override
    void left() {
        if (timer >= 0) lane.vertx().cancelTimer(timer);
        answer.readerLeft();
    }
}
