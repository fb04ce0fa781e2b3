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
import dev.sluice.model.StreamEvent.Failed;
import dev.sluice.upstream.StreamHandler;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Another call's events, read off its log as they come: of another node, by way of the copy here, or of this one, where only others still
 * read it. Until the first event nothing is told of how it ends, if that is bad: then somebody else is to be asked. Belongs to its
 * lane's loop.
 */
final class RemoteSupply extends Pump implements Supply {
    private static final int BATCH_BYTES = 256 * 1024;
    private static final long WATCH_MILLIS = 1000;
    /** For so long the store may be away in the midst of an answer; its owner writes what is missing when it is back. */
    private static final long AWAY_NANOS = Duration.ofSeconds(10).toNanos();

    private final Hub hub;
    private final Lane lane;
    private final Answer answer;
    private final StreamLog log;
    private final Runnable lost;
    private final List<Frame> batch = new ArrayList<>();
    private StreamHandler handler;
    private long timer = -1;
    /** Since when nobody can be asked; 0 while somebody can. */
    private long awayNanos;

    private long seq;
    private boolean opened;
    private boolean closed;

    /** @param lost run instead of telling the handler anything, where the call ends badly before its first event; this is closed then */
    RemoteSupply(Hub hub, Lane lane, Answer answer, Runnable lost) {
        this.hub = hub;
        this.lane = lane;
        this.answer = answer;
        this.log = answer.log();
        this.lost = lost;
    }

    @Override
    public Kind kind() {
        return Kind.COALESCED;
    }

    @Override
    public void begin(StreamHandler to) {
        handler = to;
        answer.readerCame();
        lane.loop().follow(log, this);
        lane.loop().wake(this);
        if (log.replica()) timer = lane.vertx().setPeriodic(WATCH_MILLIS, t -> watch());
    }

    private void watch() {
        if (log.sealed() || hub.elsewhere().reachable()) awayNanos = 0;
        else if (!opened) bad(Elsewhere.lost().exception());
        else if (awayNanos == 0) awayNanos = hub.nanos();
        else if (hub.nanos() - awayNanos > AWAY_NANOS) bad(Elsewhere.lost().exception());
    }

    @Override
    public boolean asked() {
        return opened;
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
        boolean hole = frame.seq() != seq + 1;
        seq = frame.seq();
        if (frame.event() instanceof Failed failed)
            bad(Failure.of(Failure.Kind.UPSTREAM, failed.code(), failed.message())
                    .exception());
        else if (hole) bad(Elsewhere.lost().exception());
        else if (frame.event() instanceof Chunk chunk) {
            open();
            handler.chunk(new ScannedChunk(chunk, !chunk.usageOnly(), null, null, chunk.usageOnly(), null));
        } else if (frame.event() instanceof Done done) end(done);
    }

    private void end(Done done) {
        if (done.finishReason().equals("cancelled")) {
            bad(Failure.of(Failure.Kind.OVERLOADED, "stopped", "the answer that this one shared was stopped")
                    .exception());
            return;
        }
        open();
        handler.chunk(new ScannedChunk(null, false, done.finishReason(), done.usage(), false, null));
        handler.ended();
    }

    private void open() {
        if (opened) return;
        opened = true;
        handler.opened(HttpHeaders.headers());
    }

    private void bad(FailureException cause) {
        if (opened) {
            handler.failed(cause);
            return;
        }
        close(Outcome.IGNORED);
        lost.run();
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
        if (timer >= 0) lane.vertx().cancelTimer(timer);
        lane.loop().unfollow(log, this);
        answer.readerLeft();
    }
}
