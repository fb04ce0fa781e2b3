package dev.sluice.edge;

import dev.sluice.channel.ChunkedBody;
import dev.sluice.channel.Cut;
import dev.sluice.channel.Farewell;
import dev.sluice.channel.Pump;
import dev.sluice.edge.face.AnswerWriter;
import dev.sluice.hub.Completion;
import dev.sluice.log.StreamLog;
import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import dev.sluice.model.Frame;
import dev.sluice.model.StreamEvent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;

/**
 * One answer streamed to the caller that asked for it, in the caller's dialect.
 *
 * <p>The head is held back until there is something to say, so that a failure before it has its true status. If nothing comes for
 * the time of a heartbeat, 200 and a sign of life go out, and a later failure is told in band: clients take a clean end for
 * success. Belongs to the loop of the request, which is the completion's, too.
 */
final class DirectAnswer extends Pump {
    private static final int BATCH_BYTES = 64 * 1024;

    private final RoutingContext ctx;
    private final HttpServerResponse response;
    private final ChunkedBody body;
    private final Completion completion;
    private final StreamLog log;
    private final Edge edge;
    private final AnswerWriter writer;
    private final long heartbeatNanos;
    private final long stalledNanos;
    private final List<Frame> batch = new ArrayList<>();
    /** Told on our own loop, where the provider's bytes come in, so that there is no thread to cross to. */
    private final StreamLog.Tap wake;

    private long seq;
    private long lastWrite;
    private boolean headSent;
    private boolean blocked;
    private long blockedSince;
    private boolean closed;

    DirectAnswer(RoutingContext ctx, Completion completion, Edge edge, AnswerWriter writer) {
        this.ctx = ctx;
        this.response = ctx.response();
        this.body = new ChunkedBody(ctx.request());
        this.completion = completion;
        this.log = completion.log();
        this.edge = edge;
        this.writer = writer;
        this.heartbeatNanos = edge.parts().config().channel().heartbeat().toNanos();
        this.stalledNanos = edge.parts().config().channel().stalledAfter().toNanos();
        this.wake = () -> edge.loop().wake(this);
    }

    void open() {
        lastWrite = edge.loop().now();
        edge.loop().add(this);
        log.attach(wake);
        edge.loop().wake(this);
    }

    @Override
    protected void flush(long now) {
        if (closed || blocked || log.tail() <= seq) return;
        log.read(seq, Integer.MAX_VALUE, BATCH_BYTES, batch);
        Buffer out = ChunkedBody.begin(batch.size() * 320);
        StreamEvent.Terminal last = null;
        for (Frame frame : batch) {
            seq = frame.seq();
            if (frame.event() instanceof StreamEvent.Chunk chunk) writer.chunk(chunk, out);
            else if (frame.event() instanceof StreamEvent.Terminal terminal) last = terminal;
        }
        batch.clear();
        log.forget(seq);
        if (last != null) end(out, last);
        else write(out, now);
        if (!closed && !blocked && log.tail() > seq) edge.loop().wake(this);
    }

    private void end(Buffer out, StreamEvent.Terminal last) {
        FailureException failure = failure(last);
        close();
        if (failure != null && !headSent && ChunkedBody.length(out) == 0) {
            Sharing.tell(response, completion.kind());
            Answers.answer(ctx, failure);
            return;
        }
        head();
        if (failure != null) writer.failed(failure, out);
        else writer.done((StreamEvent.Done) last, out);
        long due = edge.loop().now() + stalledNanos;
        Farewell.watch(edge.loop(), due, response.end(ChunkedBody.plain(out)), () -> Cut.off(ctx.request()));
    }

    /** Why the answer is not complete, or null. A caller that is still here was cancelled by nobody but the node itself. */
    private FailureException failure(StreamEvent.Terminal last) {
        if (!(last instanceof StreamEvent.Done done) || !"cancelled".equals(done.finishReason()))
            return completion.failure();
        return Failure.of(Failure.Kind.OVERLOADED, "stopped", "this node stopped before the answer was complete")
                .exception();
    }

    private void write(Buffer out, long now) {
        if (ChunkedBody.length(out) == 0) return;
        head();
        lastWrite = now;
        body.write(out);
        if (!response.writeQueueFull()) return;
        blocked = true;
        blockedSince = now;
        completion.pause();
        response.drainHandler(v -> {
            response.drainHandler(null);
            blocked = false;
            completion.resume();
            edge.loop().wake(this);
        });
    }

    private void head() {
        if (headSent) return;
        headSent = true;
        // Where its answer comes from may be known no sooner than this.
        Sharing.tell(response, completion.kind());
        UpstreamHeaders.tell(response, completion.headers());
        response.setChunked(true)
                .putHeader("content-type", writer.contentType())
                .putHeader("cache-control", "no-cache, no-transform")
                .putHeader("x-accel-buffering", "no");
    }

    @Override
    protected void beat(long now) {
        if (closed) return;
        if (blocked) {
            // It holds a permit that others wait for.
            if (now - blockedSince >= stalledNanos) broken();
        } else if (now - lastWrite >= heartbeatNanos)
            write(ChunkedBody.begin(64).appendBuffer(signOfLife()), now);
    }

    private Buffer signOfLife() {
        int position = completion.position();
        return position > 0 ? writer.queued(position, completion.etaMillis()) : writer.heartbeat();
    }

    @Override
    protected void broken() {
        close();
        Cut.off(ctx.request());
    }

    /** Lets go; the completion is told that its reader is gone. Idempotent. */
    void close() {
        if (closed) return;
        closed = true;
        edge.loop().remove(this);
        log.detach(wake);
        edge.parts().hub().readerLeft(completion);
    }
}
