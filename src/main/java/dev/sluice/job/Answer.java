package dev.sluice.job;

import dev.sluice.channel.Loop;
import dev.sluice.channel.Pump;
import dev.sluice.channel.Wire;
import dev.sluice.dialect.OpenAiFold;
import dev.sluice.dialect.OpenAiRequest;
import dev.sluice.hub.Completion;
import dev.sluice.hub.Hub;
import dev.sluice.hub.Lane;
import dev.sluice.log.StreamLog;
import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.FailureException;
import dev.sluice.model.Frame;
import dev.sluice.model.Principal;
import dev.sluice.model.Provenance;
import dev.sluice.model.StreamEvent;
import dev.sluice.model.StreamEvent.Done;
import dev.sluice.model.Transcript;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * One answer as one value, for those who have no use for its pieces: an ordinary streamed answer, added up. So a provider that takes
 * long is not cut off, as it would be by the time that it has for the head of a whole answer. Belongs to its lane's loop.
 *
 * <p>The value is JSON: {@code model, text, reasoning?, tool_calls?, finish_reason, usage, cost_usd, cached, coalesced}.
 */
public final class Answer extends Pump {
    /** Added up so many at a time: each addition copies the text so far. */
    private static final int FOLDED = 256;

    private static final OpenAiFold FOLD = new OpenAiFold();

    private final Hub hub;
    private final Loop loop;
    private final int maxBytes;
    private final Promise<Buffer> promise = Promise.promise();
    private final StreamLog.Tap wake = this::wake;
    private final List<Frame> frames = new ArrayList<>();
    private Transcript said = Transcript.EMPTY;
    private Completion completion;
    private long seq;
    private boolean closed;

    private Answer(Hub hub, Loop loop, int maxBytes) {
        this.hub = hub;
        this.loop = loop;
        this.maxBytes = maxBytes;
    }

    /**
     * Asks for an answer.
     *
     * @param loop     of the lane
     * @param from     where it is of the background, it gets no permit that others want
     * @param maxBytes the longest answer, by the log's reckoning
     * @param wish     as for {@link Hub#direct}
     */
    public static Answer ask(
            Hub hub,
            Lane lane,
            Loop loop,
            Principal who,
            Provenance from,
            OpenAiRequest request,
            int maxBytes,
            Boolean wish) {
        Answer answer = new Answer(hub, loop, maxBytes);
        hub.direct(lane, who, from, request, wish).onSuccess(answer::follow).onFailure(refused -> {
            if (answer.closed) return;
            answer.closed = true;
            answer.promise.fail(refused);
        });
        return answer;
    }

    /** Fails with a {@link FailureException}; never completes after {@link #cancel}. */
    public Future<Buffer> result() {
        return promise.future();
    }

    /** Nobody wants it any more. Idempotent. */
    public void cancel() {
        close();
    }

    private void follow(Completion begun) {
        completion = begun;
        if (closed) {
            hub.readerLeft(begun);
            return;
        }
        begun.log().attach(wake);
        loop.wake(this);
    }

    private void wake() {
        loop.wake(this);
    }

    @Override
    protected void flush(long now) {
        StreamLog log = completion.log();
        if (closed || log.tail() <= seq) return;
        log.read(seq, Integer.MAX_VALUE, Integer.MAX_VALUE, frames);
        Frame last = frames.get(frames.size() - 1);
        seq = last.seq();
        log.forget(seq);
        if (last.terminal()) end((StreamEvent.Terminal) last.event());
        else if (log.totalBytes() > maxBytes) fail(tooLong());
        else if (frames.size() >= FOLDED) fold();
    }

    private void fold() {
        said = FOLD.fold(said, frames);
        frames.clear();
    }

    private void end(StreamEvent.Terminal last) {
        frames.remove(frames.size() - 1);
        fold();
        Done done = last instanceof Done d && !d.finishReason().equals("cancelled") ? d : null;
        if (done != null) {
            close();
            promise.complete(json(done));
        } else fail(completion.failure() != null ? completion.failure() : stopped());
    }

    private void fail(FailureException why) {
        close();
        promise.fail(why);
    }

    private FailureException tooLong() {
        return Failure.of(Kind.UPSTREAM, "answer_too_large", "the answer outgrew " + maxBytes + " bytes")
                .exception();
    }

    /** Nobody here has cancelled it, so it was the node. */
    private static FailureException stopped() {
        return Failure.of(Kind.OVERLOADED, "stopped", "this node stopped before the answer was complete")
                .exception();
    }

    private Buffer json(Done done) {
        JsonObject head = new JsonObject()
                .put("model", completion.model())
                .put("finish_reason", done.finishReason())
                .put("usage", Wire.usage(done.usage()))
                .put("cost_usd", done.costUsd())
                .put("cached", done.cached())
                .put("coalesced", done.coalesced());
        if (said.toolCalls() != null) head.put("tool_calls", said.toolCalls());
        String encoded = head.encode();
        Buffer out = Buffer.buffer(encoded.length() + said.text().length() + 64)
                .appendString(encoded.substring(0, encoded.length() - 1));
        // The texts are the bodies of JSON literals already.
        if (said.reasoning().length() > 0)
            out.appendString(",\"reasoning\":\"").appendBuffer(said.reasoning()).appendString("\"");
        return out.appendString(",\"text\":\"").appendBuffer(said.text()).appendString("\"}");
    }

    @Override
    protected void beat(long now) {}

    @Override
    protected void broken() {
        if (!closed)
            fail(Failure.of(Kind.INTERNAL, "internal", "an error of ours; it was logged")
                    .exception());
    }

    private void close() {
        if (closed) return;
        closed = true;
        if (completion == null) return;
        completion.log().detach(wake);
        hub.readerLeft(completion);
    }
}
