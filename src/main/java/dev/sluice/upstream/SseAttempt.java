package dev.sluice.upstream;

import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.Listener;
import dev.sluice.dialect.ProviderError;
import dev.sluice.dialect.ScannedChunk;
import dev.sluice.dialect.Speech;
import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.FailureException;
import dev.sluice.sse.SseEvent;
import dev.sluice.sse.SseParser;
import dev.sluice.sse.SseTooLargeException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.util.ArrayList;
import java.util.List;

/**
 * One attempt at one stream of a provider. Belongs to the loop that began it.
 *
 * <pre>
 *   HEAD ──2xx, event stream──> PEEKING ──content, or a finish──> OPEN ──[DONE]──> over
 *     └──anything else──> REFUSED ──body──> over
 * </pre>
 *
 * Every state ends at a failure, a limit or a cancel, through {@link Attempt}. PEEKING is there because providers say "overloaded" as
 * the first event of a 200, or after a chunk that gives nothing but the role: until there is content the attempt is not committed,
 * and what came is held back, so that nobody hears of an attempt that is made again. A body that ends without a marker is a success
 * only where some choice gave its finish reason; clients take a clean end for a complete answer, so an incomplete one must never
 * look like that.
 */
final class SseAttempt extends Attempt implements SseParser.Handler {
    /** Largest event; one of 200 KB is ordinary (a long tool call in one piece). */
    static final int MAX_EVENT_BYTES = 1024 * 1024;
    /** Of one that passes to a caller of another dialect than the house's: Gemini sends a whole picture in one event. */
    static final int MAX_PASSED_BYTES = 16 * 1024 * 1024;
    /** Chunks without content that are held back; a provider that sends more of them has begun, whatever it means by it. */
    private static final int MAX_HELD = 32;

    private enum State {
        HEAD,
        REFUSED,
        PEEKING,
        OPEN
    }

    private final StreamHandler handler;
    private final Listener listener;
    private final SseParser parser;
    private final List<ScannedChunk> held = new ArrayList<>(1);
    private State state = State.HEAD;
    private HttpClientResponse response;
    private Body refusal;
    private boolean alive;
    private boolean finished;

    SseAttempt(Attempts attempts, StreamHandler handler) {
        super(attempts);
        this.handler = handler;
        Speech speech = attempts.upstream().speech();
        UpstreamRequest request = attempts.request();
        boolean foreign = request.passes() && speech.dialect() != Dialect.OPENAI;
        this.parser = new SseParser(foreign ? MAX_PASSED_BYTES : MAX_EVENT_BYTES, this);
        this.listener = request.passes() ? speech.overhear() : speech.listen(request.model());
    }

    @Override
    CharSequence accept() {
        return "text/event-stream";
    }

    @Override
    boolean answered() {
        return state == State.OPEN;
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
        if (over()) return;
        try {
            listener.event(event, this::chunk);
        } catch (FailureException e) {
            fail(e);
        }
        if (!over() && listener.over()) finish();
    }

    @Override
    public void end() {
        if (state == State.REFUSED) refuse();
        else if (finished) finish();
        else fail(Failure.of(Kind.UPSTREAM, "upstream_truncated", "The upstream ended its answer in the middle"));
    }

    @Override
    public void expired(Limit limit) {
        // A refusal whose body hangs is still a refusal.
        if (state == State.REFUSED) refuse();
        else fail(limit.failure());
    }

    private void chunk(ScannedChunk chunk) {
        if (over()) return;
        ProviderError error = chunk.error();
        if (error != null) {
            fail(upstream().refusals().inBand(error));
            return;
        }
        live();
        if (chunk.finishReason() != null) finished = true;
        boolean begins = chunk.content() || chunk.finishReason() != null || held.size() == MAX_HELD;
        if (state == State.PEEKING && !begins) {
            held.add(chunk);
            return;
        }
        open();
        if (!over()) handler.chunk(chunk);
    }

    /** The first event came, so that from now on the time between events counts. */
    private void live() {
        if (alive) return;
        alive = true;
        exchange().deadlines().enter(Limit.IDLE, upstream().timeouts().idle());
    }

    private void open() {
        if (state == State.OPEN) return;
        state = State.OPEN;
        commit();
        handler.opened(UsefulHeaders.of(response.headers()));
        for (ScannedChunk chunk : held) if (!over()) handler.chunk(chunk);
        held.clear();
    }

    private void finish() {
        open();
        if (succeed()) handler.ended();
    }

    private void refuse() {
        UpstreamRejectedException refused = upstream()
                .refusals()
                .whole(
                        response.statusCode(),
                        response.headers(),
                        refusal.bytes(),
                        upstream().now());
        boolean anError = response.statusCode() / 100 != 2 || refused.error() != null;
        if (anError) fail(refused);
        else fail(malformed());
    }

    private Failure malformed() {
        String message = "The upstream answered " + response.statusCode() + " with "
                + MediaType.shown(response.headers()) + " where text/event-stream was expected";
        return Failure.of(Kind.UPSTREAM, "upstream_malformed", message);
    }
}
