package dev.sluice.hub;

import dev.sluice.admission.PermitQueue.Outcome;
import dev.sluice.dialect.OpenAiChunks;
import dev.sluice.dialect.OpenAiRequest;
import dev.sluice.model.Config.Route;
import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.FailureException;
import dev.sluice.model.Principal;
import dev.sluice.model.Provenance;
import dev.sluice.model.Usage;
import dev.sluice.upstream.JsonAnswer;
import dev.sluice.upstream.JsonCall;
import dev.sluice.upstream.UpstreamRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Set;

/**
 * One request whose answer does not stream: waits for its permit, sends it, passes the answer on as it came. Belongs to its lane's
 * loop. Ends once, in {@link #finish}.
 */
final class JsonExchange implements Asked, Passage.Traveller {
    private final Hub hub;
    private final Lane lane;
    private final OpenAiRequest request;
    private final Route route;
    private final Principal who;
    private final Passage passage;
    private final long beganNanos;
    private final Promise<JsonAnswer> promise = Promise.promise();
    private JsonCall call;
    private boolean finished;

    JsonExchange(Hub hub, Lane lane, OpenAiRequest request, Route route, Principal who, Provenance from) {
        this.hub = hub;
        this.lane = lane;
        this.request = request;
        this.route = route;
        this.who = who;
        this.beganNanos = hub.nanos();
        this.passage = new Passage(hub, lane, who, from, route, this);
    }

    void begin() {
        hub.observer().began(route.model());
        hub.began(this);
        passage.begin();
    }

    @Override
    public Future<JsonAnswer> answer() {
        return promise.future();
    }

    @Override
    public void cancel() {
        finish(Outcome.IGNORED, "cancelled", null);
    }

    /** The node stops: the caller is told. Idempotent. */
    void stop() {
        failed(Failure.of(Kind.OVERLOADED, "stopped", "this node stopped before the answer was complete")
                .exception());
    }

    @Override
    public Supply.Kind kind() {
        return Supply.Kind.OWN;
    }

    Lane lane() {
        return lane;
    }

    @Override
    public void granted() {
        if (call == null) hub.observer().admitted(route.model(), hub.nanos() - beganNanos);
        UpstreamRequest out;
        try {
            out = passage.request(request, false, Set.of());
        } catch (FailureException cannotBeSaid) {
            passage.failed(cannotBeSaid);
            return;
        }
        call = passage.upstream().json(out);
        call.answer().onComplete(done -> {
            if (finished) return;
            if (done.succeeded()) answered(done.result());
            else if (done.cause() instanceof FailureException failure) passage.failed(failure);
            else failed(done.cause());
        });
    }

    @Override
    public void stranded(FailureException cause) {
        failed(cause);
    }

    private void answered(JsonAnswer answer) {
        try {
            Usage usage = OpenAiChunks.scan(answer.body()).usage();
            if (finish(Outcome.SUCCESS, "ok", usage)) promise.complete(answer);
        } catch (FailureException malformed) {
            failed(malformed);
        }
    }

    private void failed(Throwable cause) {
        String code = cause instanceof FailureException f ? f.failure().code() : "internal";
        if (finish(Outcome.DROPPED, code, null)) promise.fail(cause);
    }

    private boolean finish(Outcome outcome, String status, Usage usage) {
        if (finished) return false;
        finished = true;
        if (call != null) call.cancel();
        passage.close(outcome);
        hub.ended(this);
        long nanos = hub.nanos() - beganNanos;
        hub.observer()
                .ended(
                        route.model(),
                        who.tier(),
                        status,
                        nanos,
                        usage,
                        hub.routes().cost(route, usage));
        return true;
    }
}
