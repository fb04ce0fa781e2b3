package dev.sluice.upstream;

import dev.sluice.model.Failure;
import dev.sluice.model.Time;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import java.time.Duration;

/**
 * One HTTP request and its response, from connecting to the last byte: owns the request, the fate of its connection, and the
 * call's {@link Deadlines}. Knows nothing of what the bytes mean. Belongs to the loop that began it.
 *
 * <p>It ends in one of three ways, once: the body is over and the connection goes back to the pool; {@link #linger} reads the
 * rest away and then does the same; {@link #abort} closes the connection (HTTP/1) or resets the stream (HTTP/2), so that the
 * provider stops generating. After {@code linger} and {@code abort} the listener hears nothing.
 */
final class Exchange {
    /** What happens, in order: connected, head, bytes…, then end or broken; broken may come at any time and is the last. */
    interface Listener {
        /** The request leaves now. */
        void connected();

        void head(HttpClientResponse response);

        void bytes(Buffer bytes);

        /** The body is complete as HTTP sees it. */
        void end();

        /** The transport failed; the connection is gone or will be. {@code cause} is for operators, never for clients. */
        void broken(Failure failure, Throwable cause);

        /** A limit passed. The exchange goes on until it is aborted. */
        void expired(Limit limit);
    }

    /** RFC 9113, section 7: the stream is no longer needed. */
    private static final long H2_CANCEL = 0x8;
    /** RFC 9113, section 8.7: the request was not processed, and may be sent again. */
    private static final long H2_REFUSED_STREAM = 0x7;
    /** How long, and for how many bytes, a provider may take to end a response whose terminal marker was read. */
    private static final Duration LINGER = Duration.ofSeconds(1);

    private static final int LINGER_BYTES = 64 * 1024;

    private final Vertx vertx;
    private final Buffer body;
    private final Listener listener;
    private final Deadlines deadlines;
    private HttpClientRequest request;
    private HttpClientResponse response;
    private boolean beginning;
    private boolean reused;
    private boolean sent;
    private boolean unprocessed;
    private boolean paused;
    private boolean bodyOver;
    private boolean over;
    private int lingered;

    Exchange(Vertx vertx, Time time, long totalDue, Buffer body, Listener listener) {
        this.vertx = vertx;
        this.body = body;
        this.listener = listener;
        this.deadlines = new Deadlines(vertx, time, totalDue, this::expired);
    }

    /** Asks for a connection. The listener is never called before this returns. */
    void begin(Site site, String path, MultiMap head, Duration connect) {
        deadlines.enter(Limit.CONNECT, connect);
        beginning = true;
        site.request(path, head)
                .onComplete(
                        opened -> connected(site, opened), cause -> broken(TransportFailure.connecting(cause), cause));
        beginning = false;
    }

    /** How far the request came, once the exchange is broken or a limit passed. */
    Reached reached() {
        if (request == null) return Reached.NOTHING_SENT;
        return unprocessed ? Reached.UNPROCESSED : Reached.SENT;
    }

    Deadlines deadlines() {
        return deadlines;
    }

    void pause() {
        paused = true;
        deadlines.hold();
        if (response != null && !over) response.pause();
    }

    void resume() {
        paused = false;
        deadlines.release();
        if (response != null && !over) response.resume();
    }

    /** Lets the response end by itself, unheard, so that its connection can be used again; not for long, though. */
    void linger() {
        if (over) return;
        over = true;
        if (bodyOver) {
            deadlines.cancel();
            return;
        }
        deadlines.enter(Limit.LINGER, LINGER);
        response.resume();
    }

    /** Ends the exchange at once, in whatever state it is. Idempotent. */
    void abort() {
        over = true;
        deadlines.cancel();
        // A request is not there yet while connecting: `connected` closes what it is given then.
        // Past the body's end the connection may serve somebody else already, which `reset` knows and `close` would
        // not.
        if (request != null && !bodyOver) request.reset(H2_CANCEL);
    }

    private void connected(Site site, HttpClientRequest opened) {
        if (beginning) {
            // A pooled connection is there at once; the caller does not hold its call yet.
            vertx.runOnContext(v -> connected(site, opened));
            return;
        }
        reused = !site.firstUse(opened.connection());
        if (over) {
            giveUp(opened);
            return;
        }
        request = opened;
        request.exceptionHandler(this::reset);
        listener.connected();
        if (over) return;
        request.response().onComplete(this::head, this::reset);
        request.end(body).onSuccess(v -> sent = true);
    }

    /** The call was cancelled while it connected; nothing was sent. */
    private static void giveUp(HttpClientRequest opened) {
        opened.exceptionHandler(expected -> {});
        if (opened.version() == HttpVersion.HTTP_2) opened.reset(H2_CANCEL);
        else opened.connection().close();
    }

    private void head(HttpClientResponse head) {
        if (over) return;
        response = head;
        response.exceptionHandler(this::reset);
        response.handler(this::bytes);
        response.endHandler(v -> end());
        if (paused) response.pause();
        listener.head(head);
    }

    private void bytes(Buffer bytes) {
        if (over) {
            lingered += bytes.length();
            if (lingered > LINGER_BYTES) abort();
            return;
        }
        deadlines.alive();
        listener.bytes(bytes);
    }

    private void end() {
        bodyOver = true;
        deadlines.cancel();
        if (over) return;
        over = true;
        listener.end();
    }

    private void reset(Throwable cause) {
        if (!over && response == null) unprocessed = reused && !sent || untouched(cause);
        broken(TransportFailure.reading(cause), cause);
    }

    /** Over HTTP/2 the provider can say that it did not look at the request. */
    private boolean untouched(Throwable cause) {
        if (cause instanceof StreamResetException reset) return reset.getCode() == H2_REFUSED_STREAM;
        boolean goneAway = cause instanceof HttpClosedException closed
                && closed.goAway() != null
                && request.version() == HttpVersion.HTTP_2;
        return goneAway
                && request.streamId() > ((HttpClosedException) cause).goAway().getLastStreamId();
    }

    private void broken(Failure failure, Throwable cause) {
        if (beginning) {
            vertx.runOnContext(v -> broken(failure, cause));
            return;
        }
        deadlines.cancel();
        if (over) return;
        over = true;
        listener.broken(failure, cause);
    }

    private void expired(Limit limit) {
        if (over) abort();
        else listener.expired(limit);
    }
}
