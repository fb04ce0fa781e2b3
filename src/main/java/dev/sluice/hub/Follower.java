package dev.sluice.hub;

import dev.sluice.admission.PermitQueue.Outcome;
import dev.sluice.channel.Pump;
import dev.sluice.dialect.ScannedChunk;
import dev.sluice.log.StreamLog;
import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import dev.sluice.model.Frame;
import dev.sluice.model.Notice;
import dev.sluice.model.StreamEvent.Chunk;
import dev.sluice.model.StreamEvent.Done;
import dev.sluice.model.StreamEvent.Start;
import dev.sluice.upstream.StreamHandler;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;

/**
 * An answer that is read off another one which is running: what it has said already comes first, event by event. The log of an answer
 * that may be followed folds nothing, since a sum could not be taken apart again where a reader has had a part of it. Belongs to the
 * follower's lane; the followed answer may run on another loop.
 */
final class Follower extends Pump implements Supply {
    private static final int BATCH_BYTES = 256 * 1024;

    private final Lane lane;
    private final Completion source;
    private final StreamLog log;
    private final Part<Completion> part;
    private final List<Frame> batch = new ArrayList<>();
    private StreamHandler handler;
    private long seq;
    private boolean opened;
    private boolean closed;

    /** @param part in the answer that is followed; left once, when this reader needs it no more */
    Follower(Lane lane, Part<Completion> part) {
        this.lane = lane;
        this.part = part;
        this.source = part.work();
        this.log = source.log();
    }

    @Override
    public Kind kind() {
        Kind origin = source.origin();
        return origin == Kind.OWN ? part.kind() : origin;
    }

    @Override
    public void begin(StreamHandler to) {
        handler = to;
        lane.loop().follow(log, this);
        lane.loop().wake(this);
    }

    @Override
    public boolean asked() {
        // What nobody has heard of yet is known on the answer's own loop alone; there its first reader is, too.
        return opened || source.lane() == lane && source.asked();
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
    public int position() {
        Notice notice = log.notice();
        return notice == null || log.tail() > 0 ? 0 : notice.position();
    }

    @Override
    public long etaMillis() {
        Notice notice = log.notice();
        return notice == null ? -1 : notice.etaMillis();
    }

    @Override
    protected long interval() {
        return 0;
    }

    @Override
    protected void flush(long now) {
        if (closed || log.tail() <= seq) return;
        log.read(seq, Integer.MAX_VALUE, BATCH_BYTES, batch);
        try {
            for (Frame frame : batch) if (!closed) deliver(frame);
        } finally {
            batch.clear();
        }
        if (!closed && log.tail() > seq) lane.loop().wake(this);
    }

    private void deliver(Frame frame) {
        seq = frame.seq();
        if (frame.event() instanceof Start) open();
        else if (frame.event() instanceof Chunk chunk)
            handler.chunk(new ScannedChunk(chunk, !chunk.usageOnly(), null, null, chunk.usageOnly(), null));
        else if (frame.event() instanceof Done done) end(done);
        else handler.failed(failure());
    }

    private void end(Done done) {
        if (done.finishReason().equals("cancelled")) {
            handler.failed(failure());
            return;
        }
        open();
        handler.chunk(new ScannedChunk(null, false, done.finishReason(), done.usage(), false, null));
        handler.ended();
    }

    private FailureException failure() {
        FailureException cause = source.failure();
        if (cause != null) return cause;
        return Failure.of(Failure.Kind.OVERLOADED, "stopped", "the answer that this one shared was stopped")
                .exception();
    }

    private void open() {
        if (opened) return;
        opened = true;
        handler.opened(HttpHeaders.headers());
    }

    @Override
    protected void beat(long now) {}

    @Override
    protected void broken() {
        if (!closed)
            handler.failed(Failure.of(Failure.Kind.INTERNAL, "internal", "an error of ours; it was logged")
                    .exception());
    }

    @Override
    public void close(Outcome outcome) {
        if (closed) return;
        closed = true;
        lane.loop().unfollow(log, this);
        part.leave(false);
    }
}
