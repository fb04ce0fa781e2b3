package dev.sluice.upstream;

import dev.sluice.dialect.OpenAiChunks;
import dev.sluice.dialect.OpenAiErrors;
import dev.sluice.dialect.ProviderError;
import dev.sluice.dialect.ScannedChunk;
import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.FailureException;
import dev.sluice.sse.SseEvent;
import dev.sluice.sse.SseParser;
import dev.sluice.sse.SseTooLargeException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/**
 * One stream of an OpenAI-dialect provider. Belongs to the loop that began it.
 *
 * <pre>
 *   CONNECTING ──connected──> HEAD ──2xx, event stream──> PEEKING ──first event──> OPEN ──[DONE]──> ENDED
 *                              └──anything else──> REFUSED ──body──> ENDED
 * </pre>
 *
 * Every state goes to ENDED at a failure, a limit or {@link #cancel}; that is the one place where the handler's last call is made,
 * and nothing leaves it. PEEKING is there because providers say "overloaded" as the first event of a 200: until one event was
 * seen that is no error, the attempt is not committed. A body that ends without a marker is a success only where some choice
 * gave its finish reason; clients take a clean end for a complete answer, so an incomplete one must never look like that.
 */
final class SseCall implements StreamCall, Exchange.Listener, SseParser.Handler {
    /** Largest event; one of 200 KB is ordinary (a long tool call in one piece). */
    static final int MAX_EVENT_BYTES = 1024 * 1024;

    private enum State {
        CONNECTING,
        HEAD,
        REFUSED,
        PEEKING,
        OPEN,
        ENDED
    }

    private final Upstream upstream;
    private final StreamHandler handler;
    private final CallRecord record;
    private final Exchange exchange;
    private final SseParser parser = new SseParser(MAX_EVENT_BYTES, this);
    private State state = State.CONNECTING;
    private HttpClientResponse response;
    private Body refusal;
    private boolean finished;

    SseCall(Upstream upstream, UpstreamRequest request, StreamHandler handler) {
        this.upstream = upstream;
        this.handler = handler;
        this.record = upstream.record();
        this.exchange = upstream.exchange(request, this);
    }

    void begin(UpstreamRequest request) {
        record.began();
        exchange.begin(
                upstream.client(),
                upstream.options(request, "text/event-stream"),
                upstream.timeouts().connect());
    }

    @Override
    public void cancel() {
        upstream.assertLoop();
        if (state == State.ENDED) return;
        state = State.ENDED;
        exchange.abort();
        record.ended("cancelled");
    }

    @Override
    public void pause() {
        upstream.assertLoop();
        if (state != State.ENDED) exchange.pause();
    }

    @Override
    public void resume() {
        upstream.assertLoop();
        if (state != State.ENDED) exchange.resume();
    }

    @Override
    public void connected() {
        state = State.HEAD;
        exchange.deadlines().enter(Limit.FIRST_EVENT, upstream.timeouts().firstEvent());
    }

    @Override
    public void head(HttpClientResponse head) {
        response = head;
        boolean success = head.statusCode() / 100 == 2;
        if (success && MediaType.isEventStream(head.headers())) {
            state = State.PEEKING;
        } else if (!success || MediaType.isJson(head.headers())) {
            state = State.REFUSED;
            refusal = new Body(Upstream.REFUSAL_BYTES);
        } else {
            fail(malformed());
        }
    }

    @Override
    public void bytes(Buffer bytes) {
        if (state == State.REFUSED) {
            if (!refusal.add(bytes)) refuse();
            return;
        }
        try {
            parser.feed(bytes);
        } catch (SseTooLargeException e) {
            String message = "The upstream sent an event of more than " + e.limit() + " bytes";
            fail(Failure.of(Kind.UPSTREAM, "upstream_event_too_large", message));
        } catch (RuntimeException e) {
            // The handler's fault or ours: end what we hold, tell the owner that it ended, and let the fault be seen.
            fail(Failure.of(Kind.INTERNAL, "internal", "An internal error ended the stream"));
            throw e;
        }
    }

    @Override
    public void event(SseEvent event) {
        if (state != State.PEEKING && state != State.OPEN || event.type().equals("ping")) return;
        if (OpenAiChunks.isDone(event.data())) done();
        else if (event.type().equals("error")) fail(upstream.refusals().inBand(OpenAiErrors.read(event.data())));
        else chunk(event.data());
    }

    @Override
    public void end() {
        if (state == State.REFUSED) refuse();
        else if (finished) finish();
        else fail(Failure.of(Kind.UPSTREAM, "upstream_truncated", "The upstream ended its answer in the middle"));
    }

    @Override
    public void broken(Failure failure, Throwable cause) {
        record.broken(failure, cause);
        fail(failure);
    }

    @Override
    public void expired(Limit limit) {
        // A refusal whose body hangs is still a refusal.
        if (state == State.REFUSED) refuse();
        else fail(limit.failure());
    }

    private void chunk(Buffer data) {
        ScannedChunk chunk;
        try {
            chunk = OpenAiChunks.scan(data);
        } catch (FailureException e) {
            fail(e);
            return;
        }
        ProviderError error = chunk.error();
        if (error != null) {
            fail(upstream.refusals().inBand(error));
            return;
        }
        if (state == State.PEEKING) open();
        if (state != State.OPEN) return;
        if (chunk.finishReason() != null) finished = true;
        handler.chunk(chunk);
    }

    private void open() {
        state = State.OPEN;
        exchange.deadlines().enter(Limit.IDLE, upstream.timeouts().idle());
        record.firstEvent();
        handler.opened(UsefulHeaders.of(response.headers()));
    }

    private void done() {
        if (state == State.PEEKING) open();
        if (state == State.OPEN) finish();
    }

    private void finish() {
        if (state == State.PEEKING) open();
        if (state == State.ENDED) return;
        state = State.ENDED;
        exchange.linger();
        record.ended("ok");
        handler.ended();
    }

    private void refuse() {
        UpstreamRejectedException refused =
                upstream.refusals().whole(response.statusCode(), response.headers(), refusal.bytes(), upstream.now());
        boolean anError = response.statusCode() / 100 != 2 || refused.error() != null;
        if (anError) fail(refused);
        else fail(malformed());
    }

    private Failure malformed() {
        String message = "The upstream answered " + response.statusCode() + " with "
                + MediaType.shown(response.headers()) + " where text/event-stream was expected";
        return Failure.of(Kind.UPSTREAM, "upstream_malformed", message);
    }

    private void fail(Failure failure) {
        fail(failure.exception());
    }

    private void fail(FailureException cause) {
        if (state == State.ENDED) return;
        state = State.ENDED;
        exchange.abort();
        record.ended(cause.failure().code());
        handler.failed(cause);
    }
}
