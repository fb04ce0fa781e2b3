package dev.sluice.hub;

import dev.sluice.model.Usage;
import dev.sluice.upstream.JsonAnswer;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** One caller's part in a request that several share. Belongs to the caller's loop; the request may run on another. */
final class SharedExchange implements Asked {
    private final Promise<JsonAnswer> promise = Promise.promise();
    private final Lane lane;
    private final Part<JsonExchange> part;
    private final Charge charge;
    private boolean over;

    SharedExchange(Lane lane, Part<JsonExchange> part, Charge charge) {
        this.lane = lane;
        this.part = part;
        this.charge = charge;
        part.work()
                .answer()
                .onComplete(done -> lane.context().runOnContext(v -> {
                    if (!over) ended(done);
                }));
    }

    private void ended(AsyncResult<JsonAnswer> done) {
        over = true;
        boolean pays = part.leave(true);
        if (pays && done.succeeded()) charge.settle(done.result());
        else charge.settle(Usage.NONE);
        if (done.succeeded()) promise.complete(done.result());
        else promise.fail(done.cause());
    }

    @Override
    public Future<JsonAnswer> answer() {
        return promise.future();
    }

    @Override
    public void cancel() {
        if (over) return;
        over = true;
        if (part.leave(false)) settleGone();
        else charge.settle(Usage.NONE);
    }

    /** What the provider has done by now, the request's own loop knows. */
    private void settleGone() {
        part.work().lane().context().runOnContext(v -> {
            Usage spent = part.work().spent();
            lane.context().runOnContext(w -> charge.settle(spent));
        });
    }

    @Override
    public Supply.Kind kind() {
        return part.kind();
    }
}
