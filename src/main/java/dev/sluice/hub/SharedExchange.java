package dev.sluice.hub;

import dev.sluice.hub.Supply.Kind;
import dev.sluice.model.FailureException;
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
    private final Sharer sharer;
    private Kind kind;
    private boolean over;

    SharedExchange(Lane lane, Part<JsonExchange> part, Charge charge, Sharer sharer) {
        this.lane = lane;
        this.part = part;
        this.charge = charge;
        this.sharer = sharer;
        this.kind = part.kind();
        part.work()
                .answer()
                .onComplete(done -> lane.context().runOnContext(v -> {
                    if (!over) ended(done);
                }));
    }

    private void ended(AsyncResult<JsonAnswer> done) {
        over = true;
        if (part.work().kind() == Kind.CACHED) kind = Kind.CACHED;
        boolean paid = part.leave(true);
        boolean pays = kind == Kind.CACHED ? part.eachPays() : paid;
        if (pays && done.succeeded()) charge.settle(done.result());
        else charge.settle(Usage.NONE);
        tell(status(done.cause()), done.result(), pays);
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
        tell("cancelled", null, false);
    }

    private static String status(Throwable cause) {
        if (cause == null) return "ok";
        return cause instanceof FailureException failure ? failure.failure().code() : "internal";
    }

    /** Of whoever began the request it tells itself. */
    private void tell(String status, JsonAnswer answer, boolean pays) {
        if (kind != Kind.OWN) sharer.ended(kind, status, answer, pays);
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
        return kind;
    }
}
