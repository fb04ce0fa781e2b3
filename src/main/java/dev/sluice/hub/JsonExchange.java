package dev.sluice.hub;

import dev.sluice.admission.PermitQueue.Outcome;
import dev.sluice.dialect.ChatRequest;
import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.FailureException;
import dev.sluice.model.Principal;
import dev.sluice.model.Provenance;
import dev.sluice.model.Usage;
import dev.sluice.upstream.CallTrail;
import dev.sluice.upstream.JsonAnswer;
import dev.sluice.upstream.JsonCall;
import dev.sluice.upstream.UpstreamRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One request whose answer does not stream: waits for its permit, sends it, passes the answer on as it came. Belongs to its lane's
 * loop. Ends once, in {@link #finish}.
 */
final class JsonExchange implements Asked, Passage.Traveller {
    private static final long PATIENCE_MILLIS = 1000;

    private final Hub hub;
    private final Lane lane;
    private final ChatRequest request;
    private final PlannedRoute route;
    private final Principal who;
    private final Provenance from;
    /** Null where several callers share the answer, and each has its own. */
    private final Charge charge;

    private final Passage passage;
    private final long beganNanos;
    private final Promise<JsonAnswer> promise = Promise.promise();
    private JsonCall call;
    /** The request is with a provider that has not refused it. */
    private boolean asked;

    private long sentNanos;
    private Supply.Kind kind = Supply.Kind.OWN;
    private boolean finished;

    JsonExchange(
            Hub hub,
            Lane lane,
            ChatRequest request,
            PlannedRoute route,
            Principal who,
            Provenance from,
            Charge charge) {
        this.hub = hub;
        this.lane = lane;
        this.request = request;
        this.route = route;
        this.who = who;
        this.from = from;
        this.charge = charge;
        this.beganNanos = hub.nanos();
        this.passage = new Passage(hub, lane, who, from, route, this);
    }

    void begin() {
        enter();
        passage.begin();
    }

    /** Asks the provider only where there is no kept answer (null) or it cannot be had in a moment. */
    void beginUnless(Future<JsonAnswer> kept) {
        enter();
        lane.here(kept.timeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).onComplete(found -> {
            if (finished) return;
            if (found.result() != null) kept(found.result());
            else passage.begin();
        });
    }

    private void enter() {
        hub.observer().began(route.model());
        hub.began(this);
    }

    private void kept(JsonAnswer answer) {
        kind = Supply.Kind.CACHED;
        if (finish(Outcome.SUCCESS, "ok", answer.usage(), null)) promise.complete(answer);
    }

    @Override
    public Future<JsonAnswer> answer() {
        return promise.future();
    }

    @Override
    public void cancel() {
        if (finished) return;
        Usage spent = spent();
        if (charge != null) charge.settle(spent);
        finish(Outcome.IGNORED, "cancelled", null, spent);
    }

    /** The node stops: the caller is told. Idempotent. */
    void stop() {
        failed(Failure.of(Kind.OVERLOADED, "stopped", "this node stopped before the answer was complete")
                .exception());
    }

    @Override
    public Supply.Kind kind() {
        return kind;
    }

    /** What a provider has done for it by now, as far as one can tell. On the lane's loop. */
    Usage spent() {
        return asked ? Charge.unseen(hub.quotas(), request, hub.nanos() - sentNanos) : Usage.NONE;
    }

    Lane lane() {
        return lane;
    }

    @Override
    public void granted() {
        UpstreamRequest out;
        try {
            out = passage.request(request, false, Set.of());
        } catch (FailureException cannotBeSaid) {
            passage.unsayable(cannotBeSaid);
            return;
        }
        asked = true;
        sentNanos = hub.nanos();
        call = passage.upstream().json(out);
        call.answer().onComplete(done -> {
            if (finished) return;
            if (done.succeeded()) answered(done.result());
            else if (done.cause() instanceof FailureException failure) refused(failure);
            else failed(done.cause());
        });
    }

    private void refused(FailureException cause) {
        asked = false;
        passage.failed(cause);
    }

    @Override
    public void stranded(FailureException cause) {
        failed(cause);
    }

    private void answered(JsonAnswer answer) {
        if (charge != null) charge.settle(answer);
        if (finish(Outcome.SUCCESS, "ok", answer.usage(), answer.usage())) promise.complete(answer);
    }

    private void failed(Throwable cause) {
        Failure failure = cause instanceof FailureException f ? f.failure() : null;
        String code = failure == null ? "internal" : failure.code();
        Outcome outcome = failure == null ? Outcome.IGNORED : Passage.outcome(failure);
        if (finish(outcome, code, null, null)) promise.fail(cause);
    }

    /**
     * @param usage as the provider told, or null
     * @param spent what it costs, or null
     */
    private boolean finish(Outcome outcome, String status, Usage usage, Usage spent) {
        if (finished) return false;
        finished = true;
        if (call != null) call.cancel();
        passage.close(outcome, null);
        if (charge != null) charge.settle(Usage.NONE);
        hub.ended(this);
        tell(status, usage, spent);
        return true;
    }

    private void tell(String status, Usage usage, Usage spent) {
        // Those who share it tell of themselves.
        if (kind == Supply.Kind.CACHED) return;
        String model = route.model();
        double cost = route.cost(spent);
        Way way = passage.way(call == null ? CallTrail.NONE : call.trail(), -1);
        hub.observer().asked(new ProviderCall(model, who.tier(), way, status, usage, cost, false));
        long nanos = hub.nanos() - beganNanos;
        hub.observer().ended(new Ended(from, who, null, model, status, kind(), way, usage, cost, -1, nanos));
    }
}
