package dev.sluice.hub;

import dev.sluice.upstream.JsonAnswer;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** One caller's part in a request that several share. Belongs to the caller's loop; the request may run on another. */
final class SharedExchange implements Asked {
    private final Promise<JsonAnswer> promise = Promise.promise();
    private final Supply.Kind kind;
    private final Runnable leave;
    private boolean over;

    SharedExchange(Lane lane, JsonExchange source, Supply.Kind kind, Runnable leave) {
        this.kind = kind;
        this.leave = leave;
        source.answer()
                .onComplete(done -> lane.context().runOnContext(v -> {
                    if (over) return;
                    cancel();
                    if (done.succeeded()) promise.complete(done.result());
                    else promise.fail(done.cause());
                }));
    }

    @Override
    public Future<JsonAnswer> answer() {
        return promise.future();
    }

    @Override
    public void cancel() {
        if (over) return;
        over = true;
        leave.run();
    }

    @Override
    public Supply.Kind kind() {
        return kind;
    }
}
