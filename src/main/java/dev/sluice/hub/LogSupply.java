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
import dev.sluice.upstream.StreamHandler;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;

/**
 * An answer that is read off another one's log, event by event, as that grows. The log folds nothing, since a sum could not be taken apart
 * again where a reader has had a part of it. Belongs to its lane's loop; whoever appends to the log may run on another.
 */
abstract class LogSupply extends Pump implements Supply {
    private static final int BATCH_BYTES = 256 * 1024;

    private final Lane lane;
    private final StreamLog log;
    private final List<Frame> batch = new ArrayList<>();
    private StreamHandler handler;
    private long seq;
    private boolean opened;
    private boolean closed;

    LogSupply(Lane lane, StreamLog log) {
        this.lane = lane;
        this.log = log;
    }

    /**
     * The next event.
     *
     * @param hole whether others are missing before it
     */
    abstract void deliver(Frame frame, boolean hole);

    /** The answer that is read was stopped. */
    abstract void stopped();

    /** Lets go of what is read, once. */
    abstract void left();

    @Override
    public void begin(StreamHandler to) {
        handler = to;
        lane.loop().follow(log, this);
        lane.loop().wake(this);
    }

    StreamLog log() {
        return log;
    }

    StreamHandler handler() {
        return handler;
    }

    /** Whether something was told. */
    boolean opened() {
        return opened;
    }

    void open() {
        if (opened) return;
        opened = true;
        handler.opened(HttpHeaders.headers());
    }

    void chunk(Chunk chunk) {
        handler.chunk(new ScannedChunk(chunk, !chunk.usageOnly(), null, null, chunk.usageOnly(), null));
    }

    void done(Done done) {
        if (done.finishReason().equals("cancelled")) {
            stopped();
            return;
        }
        open();
        handler.chunk(new ScannedChunk(null, false, done.finishReason(), done.usage(), false, null));
        handler.ended();
    }

    /** What whoever shared a stopped answer is told. */
    static FailureException whyStopped() {
        return Failure.of(Failure.Kind.OVERLOADED, "stopped", "the answer that this one shared was stopped")
                .exception();
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
    protected void flush(long now) {
        if (closed || log.tail() <= seq) return;
        log.read(seq, Integer.MAX_VALUE, BATCH_BYTES, batch);
        try {
            for (Frame frame : batch) if (!closed) next(frame);
        } finally {
            batch.clear();
        }
        if (!closed && log.tail() > seq) lane.loop().wake(this);
    }

    private void next(Frame frame) {
        boolean hole = frame.seq() != seq + 1;
        seq = frame.seq();
        deliver(frame, hole);
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
        left();
    }
}
