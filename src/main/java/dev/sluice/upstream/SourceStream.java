package dev.sluice.upstream;

import dev.sluice.model.Failure;
import dev.sluice.model.FeedConfig.Format;
import dev.sluice.model.Time;
import dev.sluice.sse.SseParser;
import dev.sluice.sse.SseTooLargeException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import java.time.Instant;

/**
 * One connection to a feed's source, from connecting to its end. Belongs to the loop that began it. Ends once, in {@link #end}: by the
 * source, a failure, silence or {@link #cancel}; that is where its timer and its socket go.
 */
final class SourceStream implements SourceCall {
    /** Largest event. */
    private static final int MAX_EVENT_BYTES = 1024 * 1024;

    private final Vertx vertx;
    private final Time time;
    private final SourceRequest asked;
    private final SourceHandler handler;
    private final SseParser sse;
    private final JsonLines lines;
    private HttpClientRequest request;
    private boolean ended;
    private long timer = -1;
    private long lastByte;

    SourceStream(Vertx vertx, Time time, SourceRequest asked, SourceHandler handler) {
        this.vertx = vertx;
        this.time = time;
        this.asked = asked;
        this.handler = handler;
        boolean isSse = asked.format() == Format.SSE;
        this.sse = isSse ? new SseParser(MAX_EVENT_BYTES, new SourceEvents(this)) : null;
        this.lines = isSse ? null : new JsonLines(MAX_EVENT_BYTES, text -> event("message", null, text));
    }

    /** The event before it, in the same piece of bytes, may have ended the call. */
    void event(String event, String id, String data) {
        if (!ended) handler.event(event, id, data);
    }

    void retry(long millis) {
        if (!ended) handler.retry(millis);
    }

    /** The connecting began. */
    void connecting() {
        timer = vertx.setTimer(Math.max(1, asked.connect().toMillis()), t -> fail(Limit.CONNECT.failure(), null));
    }

    void connected(HttpClientRequest opened) {
        if (ended) {
            opened.exceptionHandler(expected -> {});
            opened.connection().close();
            return;
        }
        request = opened;
        vertx.cancelTimer(timer);
        timer = vertx.setTimer(Math.max(1, asked.connect().toMillis()), t -> {
            String message = "the source did not answer in time";
            fail(Failure.of(Failure.Kind.UPSTREAM_TIMEOUT, "upstream_first_event_timeout", message), null);
        });
        request.exceptionHandler(cause -> fail(TransportFailure.reading(cause), null));
        request.send().onComplete(this::head, cause -> fail(TransportFailure.reading(cause), null));
    }

    void unreachable(Throwable cause) {
        fail(TransportFailure.connecting(cause), null);
    }

    private void head(HttpClientResponse head) {
        head.exceptionHandler(cause -> fail(TransportFailure.reading(cause), null));
        if (ended) return;
        if (head.statusCode() == 204) {
            end(new SourceHandler.End("stopped", "the source answered 204: there is nothing more", null));
            return;
        }
        if (head.statusCode() != 200) {
            String message = "the source answered " + head.statusCode();
            Duration retryAfter = RetryAfter.read(head.headers(), Instant.ofEpochMilli(time.millis()));
            fail(Failure.of(Failure.Kind.UPSTREAM, "upstream_error", message), retryAfter);
            return;
        }
        if (sse != null && !MediaType.isEventStream(head.headers())) {
            String message = "the source answered with " + MediaType.shown(head.headers()) + ", not text/event-stream";
            fail(Failure.of(Failure.Kind.UPSTREAM, "upstream_malformed", message), null);
            return;
        }
        vertx.cancelTimer(timer);
        lastByte = time.nanos();
        watch(asked.idle().toNanos());
        head.endHandler(v -> end(new SourceHandler.End("ended", "the source ended its response", null)));
        head.handler(this::bytes);
        handler.opened(head.getHeader("last-event-id"));
    }

    private void bytes(Buffer bytes) {
        if (ended) return;
        lastByte = time.nanos();
        try {
            if (sse != null) sse.feed(bytes);
            else if (!lines.feed(bytes)) tooLarge();
        } catch (SseTooLargeException e) {
            tooLarge();
        }
    }

    private void tooLarge() {
        String message = "the source sent an event of more than " + MAX_EVENT_BYTES + " bytes";
        fail(Failure.of(Failure.Kind.UPSTREAM, "upstream_event_too_large", message), null);
    }

    /** One timer for many reads: it finds out when it fires how long the silence really was. */
    private void watch(long nanos) {
        timer = vertx.setTimer(Math.max(1, (nanos + 999_999) / 1_000_000), t -> {
            long left = asked.idle().toNanos() - (time.nanos() - lastByte);
            if (left > 0) watch(left);
            else fail(Limit.IDLE.failure(), null);
        });
    }

    private void fail(Failure failure, Duration retryAfter) {
        end(new SourceHandler.End(failure.code(), failure.message(), retryAfter));
    }

    @Override
    public void cancel() {
        end(null);
    }

    /** @param told null where nobody is told */
    private void end(SourceHandler.End told) {
        if (ended) return;
        ended = true;
        vertx.cancelTimer(timer);
        // A feed's connection carries nothing else, and what would still come on it is of no use.
        if (request != null) request.reset();
        if (told != null) handler.closed(told);
    }
}
