package dev.sluice.simulator;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.TimeUnit;

/**
 * Sends one answer as events, each token when it is due. What is due at the same time leaves in one write, and writes are
 * five milliseconds apart at least; while the socket is full nothing is written, and the backlog follows in one piece on
 * drain. Owned by the simulator's loop.
 */
final class StreamedAnswer extends Clockwork.Sleeper {
    private static final int BATCH_CHARS = 128 * 1024;
    private static final long LEAST_GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Exchange exchange;
    private final HttpServerResponse response;
    private final Script script;
    private final Wording wording;
    private final EventWriter writer;
    private final Splitter splitter;
    private final Pacer pacer;
    private final Clockwork clock;
    private final int total;
    private final Fault breaking;
    private final int breakAt;
    private int sent;
    private Future<Void> written = Future.succeededFuture();

    /** @param total the answer's tokens */
    StreamedAnswer(Exchange exchange, ChatRequest request, int total, Wording wording, Clockwork clock) {
        this.exchange = exchange;
        this.response = exchange.response();
        this.script = request.script();
        this.wording = wording;
        this.clock = clock;
        this.writer = new EventWriter(script);
        this.splitter = script.has(Fault.SPLIT) ? new Splitter(script.seed()) : null;
        this.pacer = new Pacer(script);
        this.total = total;
        this.breaking = script.breaking().orElse(null);
        this.breakAt = breaking == null ? Integer.MAX_VALUE : Math.min(total, Math.max(0, script.at()));
    }

    void begin() {
        exchange.onEnd(() -> clock.forget(this));
        if (Breakage.beforeHead(exchange, script)) return;
        if (script.head().isZero()) wake(clock.now());
        else clock.wakeAt(this, exchange.served().beganNanos() + script.head().toNanos());
    }

    @Override
    void wake(long now) {
        if (exchange.over()) return;
        if (!response.headWritten()) head();
        if (response.writeQueueFull()) {
            response.drainHandler(drained -> wake(clock.now()));
            return;
        }
        long elapsed = now - exchange.served().beganNanos();
        while (writer.length() < BATCH_CHARS && pacer.due() <= elapsed) {
            if (sent < Math.min(total, breakAt)) token();
            if (sent == breakAt) {
                breakOff();
                return;
            }
            if (sent == total) {
                complete();
                return;
            }
        }
        if (writer.length() > 0) flush();
        long next = pacer.due() <= elapsed ? elapsed : Math.max(pacer.due(), elapsed + LEAST_GAP_NANOS);
        clock.wakeAt(this, exchange.served().beganNanos() + (sent == 0 ? pacer.due() : next));
    }

    private void head() {
        response.setChunked(true);
        response.putHeader("Content-Type", wording.contentType());
        response.putHeader("Cache-Control", "no-cache");
        written = response.writeHead();
    }

    private void token() {
        if (sent == 0) wording.open(writer);
        boolean bad = script.has(Fault.BAD_JSON) && sent == Math.min(total - 1, Math.max(0, script.at()));
        wording.piece(sent, bad, writer);
        sent++;
        pacer.next();
    }

    private void complete() {
        if (sent == 0) wording.open(writer);
        wording.close(writer);
        flush();
        exchange.finish(Ending.COMPLETED);
        response.end();
    }

    private void breakOff() {
        if (breaking == Fault.ERROR_IN_200) wording.error(RefusedException.of(breaking), writer);
        if (writer.length() > 0) flush();
        if (breaking == Fault.STALL || breaking == Fault.RST) {
            Breakage.afterWrite(exchange, breaking, written);
        } else {
            exchange.finish(Ending.BROKEN);
            response.end();
        }
    }

    private void flush() {
        exchange.sent(sent);
        Buffer bytes = writer.take();
        if (splitter == null) written = response.write(bytes);
        else for (Buffer part : splitter.split(bytes)) written = response.write(part);
    }
}
