package dev.sluice.simulator;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/**
 * Sends one answer as a JSON object, when the last of its tokens would have been due. A break sends half of the object under
 * the head of a whole one. Owned by the simulator's loop.
 */
final class WholeAnswer extends Clockwork.Sleeper {
    private final Exchange exchange;
    private final HttpServerResponse response;
    private final Script script;
    private final int total;
    private final String json;
    private final Clockwork clock;

    /**
     * @param total the answer's tokens
     * @param json  the whole answer
     */
    WholeAnswer(Exchange exchange, Script script, int total, String json, Clockwork clock) {
        this.exchange = exchange;
        this.response = exchange.response();
        this.script = script;
        this.total = total;
        this.json = json;
        this.clock = clock;
    }

    void begin() {
        exchange.onEnd(() -> clock.forget(this));
        if (Breakage.beforeHead(exchange, script)) return;
        long due = Math.max(script.head().toNanos(), new Pacer(script).dueOfLast(total));
        clock.wakeAt(this, exchange.served().beganNanos() + due);
    }

    @Override
    void wake(long now) {
        response.putHeader("Content-Type", "application/json");
        Fault breaking = script.breaking().orElse(null);
        if (breaking == null) complete();
        else if (breaking == Fault.ERROR_IN_200) {
            exchange.finish(Ending.BROKEN);
            response.end(exchange.face().error(RefusedException.of(breaking)));
        } else {
            Buffer body = Buffer.buffer(json);
            response.putHeader("Content-Length", Integer.toString(body.length()));
            Breakage.afterWrite(exchange, breaking, response.write(body.slice(0, body.length() / 2)));
        }
    }

    private void complete() {
        Buffer body = Buffer.buffer(script.has(Fault.BAD_JSON) ? json.substring(0, json.length() / 2) : json);
        exchange.sent(total);
        exchange.finish(Ending.COMPLETED);
        if (script.has(Fault.SPLIT)) {
            response.setChunked(true);
            Future<Void> last = Future.succeededFuture();
            for (Buffer part : new Splitter(script.seed()).split(body)) last = response.write(part);
            last.onComplete(sent -> response.end());
        } else response.end(body);
    }
}
