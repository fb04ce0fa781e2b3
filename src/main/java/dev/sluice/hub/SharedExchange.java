package dev.sluice.hub;

import dev.sluice.model.FailureException;
import dev.sluice.model.Usage;
import dev.sluice.upstream.JsonAnswer;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** One caller's part in a request that several share. Belongs to the caller's loop; the request may run on another. */
final class SharedExchange implements Asked {
    private final Promise<JsonAnswer> promise = Promise.promise();
    private final Lane lane;
    private final JsonExchange source;
    private final Supply.Kind kind;
    private final Runnable leave;
    private final Charge charge;
    private final boolean pays;
    /** Null where the shared request itself tells of this caller. */
    private final Sharer sharer;

    private boolean over;

    /**
     * @param pays   whether this caller is charged for the answer
     * @param sharer null for the caller that the shared request was begun by
     */
    SharedExchange(
            Lane lane,
            JsonExchange source,
            Supply.Kind kind,
            Charge charge,
            boolean pays,
            Sharer sharer,
            Runnable leave) {
        this.lane = lane;
        this.source = source;
        this.charge = charge;
        this.pays = pays;
        this.sharer = sharer;
        this.kind = kind;
        this.leave = leave;
        source.answer()
                .onComplete(done -> lane.context().runOnContext(v -> {
                    if (over) return;
                    if (pays && done.succeeded()) charge.settle(done.result());
                    else charge.settle(Usage.NONE);
                    over = true;
                    leave.run();
                    tell(status(done.cause()), done.result());
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
        if (pays) settleGone();
        else charge.settle(Usage.NONE);
        leave.run();
        tell("cancelled", null);
    }

    private static String status(Throwable cause) {
        if (cause == null) return "ok";
        return cause instanceof FailureException failure ? failure.failure().code() : "internal";
    }

    private void tell(String status, JsonAnswer answer) {
        if (sharer != null) sharer.ended(kind, status, answer);
    }

    /** Whether the provider has the prompt, the request's own loop knows;  */
    private void settleGone() {
        source.lane().context().runOnContext(v -> {
            boolean asked = source.asked();
            lane.context().runOnContext(w -> {
                if (asked) charge.settlePrompt();
                else charge.settle(Usage.NONE);
            });
        });
    }

    @Override
    public Supply.Kind kind() {
        return kind;
    }
}
