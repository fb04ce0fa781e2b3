package dev.sluice.hub;

import dev.sluice.model.FailureException;
import dev.sluice.model.Frame;
import dev.sluice.model.StreamEvent.Chunk;
import dev.sluice.model.StreamEvent.Done;
import dev.sluice.model.StreamEvent.Start;

/**
 * An answer that is read off another one which is running on this node: what it has said already comes first. Belongs to the follower's
 * lane; the followed answer may run on another loop.
 */
final class Follower extends LogSupply {
    private final Lane lane;
    private final Completion source;
    private final Part<Completion> part;

    /** @param part in the answer that is followed; left once, when this reader needs it no more */
    Follower(Lane lane, Part<Completion> part) {
        super(lane, part.work().log());
        this.lane = lane;
        this.part = part;
        this.source = part.work();
    }

    @Override
    public Kind kind() {
        Kind origin = source.origin();
        return origin == Kind.OWN ? part.kind() : origin;
    }

    @Override
    public boolean asked() {
        // What nobody has heard of yet is known on the answer's own loop alone; there its first reader is, too.
        return opened() || source.lane() == lane && source.asked();
    }

    @Override
    public boolean pays(boolean served) {
        boolean pays = part.leave(served);
        // What this node has not asked for itself has been paid for where it was asked for.
        return source.origin() == Kind.OWN ? pays : part.eachPays();
    }

    /** The call that it follows is another loop's affair, but for the one that was begun for it. */
    @Override
    public Way way() {
        return kind() == Kind.OWN ? source.way() : Way.NONE;
    }

    @Override
    void deliver(Frame frame, boolean hole) {
        if (frame.event() instanceof Start) open();
        else if (frame.event() instanceof Chunk chunk) chunk(chunk);
        else if (frame.event() instanceof Done done) done(done);
        else stopped();
    }

    @Override
    void stopped() {
        FailureException cause = source.failure();
        handler().failed(cause != null ? cause : whyStopped());
    }

    @Override
    void left() {
        part.leave(false);
    }
}
