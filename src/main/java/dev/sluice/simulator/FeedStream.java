package dev.sluice.simulator;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Clock;

/** One reader of a feed. Owned by the simulator's loop. */
final class FeedStream extends Clockwork.Sleeper {
    private static final int BATCH = 1000;

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final FeedScript script;
    private final Clockwork clock;
    private final Clock wallClock;
    private long last;
    private long sent;
    private boolean broken;
    private Future<Void> written = Future.succeededFuture();

    /** @param last the event that it goes on behind */
    FeedStream(HttpServerRequest request, FeedScript script, Clockwork clock, Clock wallClock, long last) {
        this.request = request;
        this.response = request.response();
        this.script = script;
        this.clock = clock;
        this.wallClock = wallClock;
        this.last = last;
    }

    void begin() {
        response.setChunked(true)
                .putHeader("Content-Type", script.lines() ? "application/x-ndjson" : "text/event-stream")
                .putHeader("Cache-Control", "no-cache");
        if (script.tell()) response.putHeader("Last-Event-ID", Long.toString(last));
        response.writeHead();
        if (script.retry() >= 0 && !script.lines()) response.write("retry: " + script.retry() + "\n\n");
        wake(clock.now());
    }

    @Override
    void wake(long now) {
        if (broken || response.closed()) return;
        if (response.writeQueueFull()) {
            response.drainHandler(drained -> wake(clock.now()));
            return;
        }
        long due = (long) Math.floor(wallClock.millis() * script.rate() / 1000);
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < BATCH && last < due && !atFault(); i++) event(out);
        if (!out.isEmpty()) written = response.write(Buffer.buffer(out.toString()));
        if (atFault()) breakOff();
        else {
            long wait = last < due ? 1 : FeedEndpoint.millisOf(last + 1, script.rate()) - wallClock.millis();
            clock.wakeAt(this, now + Math.max(1, wait) * 1_000_000);
        }
    }

    private boolean atFault() {
        return script.breaks() && sent >= script.at();
    }

    private void event(StringBuilder out) {
        last++;
        sent++;
        String text = FeedEndpoint.text(last, script.rate());
        if (script.lines()) {
            out.append(text).append('\n');
            return;
        }
        if (script.ids()) out.append("id: ").append(last).append('\n');
        if (!script.event().isEmpty())
            out.append("event: ").append(script.event()).append('\n');
        out.append("data: ").append(text).append("\n\n");
    }

    private void breakOff() {
        broken = true;
        if (script.fault().equals("stall")) return;
        written.onComplete(sent -> {
            if (response.closed()) return;
            if (script.fault().equals("rst")) TcpReset.reset(request);
            else response.end();
        });
    }
}
