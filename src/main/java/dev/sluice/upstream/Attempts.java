package dev.sluice.upstream;

import dev.sluice.dialect.Speech;
import dev.sluice.model.FailureException;
import dev.sluice.model.UpstreamPolicy;
import dev.sluice.upstream.endpoint.KeyRing.Key;
import dev.sluice.upstream.endpoint.Lease;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * One call's way through the endpoints and keys of an upstream: attempt by attempt, until one is committed or none is worth making.
 * Belongs to the call's loop.
 *
 * <p>An attempt holds a lease on its endpoint, and where it is a retry, a part of the retry budget until it is committed. Both are given
 * back in {@link #release}, whichever way the attempt ends. Once an attempt is committed its end is the call's end. Where all fail
 * the caller gets the first failure, unless a later one says that the request itself is at fault.
 *
 * <p>What never reached a provider (no connection, a refused key) is tried elsewhere at once and is no retry in the sense of the limit
 * and the budget: it costs the provider nothing, and ends when each endpoint or key had its turn.
 */
final class Attempts {
    /** A retry that the budget does not allow asks again after a backoff: later, rather than never, but not for ever. */
    private static final int BUDGET_ASKS = 10;

    private static final Duration KEY_LIMITED = Duration.ofSeconds(1);
    private static final long NO_TIMER = -1;

    /** The call that the attempts are for. */
    interface Call {
        /** A new attempt, not begun. */
        Attempt attempt();

        /** None is worth making any more. */
        void failed(FailureException cause);
    }

    private final Upstream upstream;
    private final UpstreamState state;
    private final UpstreamPolicy.Retry policy;
    private final UpstreamRequest request;
    private final Call call;
    private final CallRecord record;
    private final long totalDue;
    private final Set<Integer> tried = new HashSet<>(4);
    private final Set<Key> refused = new HashSet<>(4);
    private Attempt current;
    private Lease lease;
    private Key key;
    private FailureException first;
    private int retries;
    private int asks;
    private boolean onBudget;
    private boolean stale;
    private boolean committed;
    private boolean over;
    private long timer = NO_TIMER;

    Attempts(Upstream upstream, UpstreamRequest request, Call call) {
        this.upstream = upstream;
        this.state = upstream.state();
        this.policy = state.config().policy().retry();
        this.request = request;
        this.call = call;
        this.record = new CallRecord(state.config().name(), state.observer(), state.time());
        Duration total = upstream.timeouts().total();
        if (request.limit() != null && request.limit().compareTo(total) < 0) total = request.limit();
        this.totalDue = state.time().nanos() + total.toNanos();
    }

    /** The call is told nothing before this returns. */
    void begin() {
        record.began();
        state.budget().callBegan();
        next();
    }

    Attempt current() {
        return current;
    }

    void cancel() {
        if (over) return;
        if (current != null) current.abort();
        end("cancelled");
    }

    /** The first content is here: from now on there is no other attempt. */
    void committed() {
        committed = true;
        record.committed();
        lease.succeeded();
        if (key != null) state.keys().works(key);
        giveBudgetBack();
    }

    void ended() {
        end("ok");
    }

    void failed(FailureException cause, Reached reached) {
        if (over) return;
        Remedy remedy = Remedy.of(cause, reached);
        if (Remedy.blames(cause, reached)) lease.failed(cause.failure().code());
        else if (remedy == Remedy.FINAL && !committed) lease.succeeded();
        Lease failed = lease;
        release();
        if (committed || remedy == Remedy.FINAL) {
            fail(cause);
            return;
        }
        // A key that was refused is our own affair: what came of the request with the next one matters more.
        if (first == null || first.failure().code().equals(Refusals.CREDENTIAL)) first = cause;
        boolean goesOn = switch (remedy) {
            case NEXT_KEY -> nextKey(cause);
            case AT_ONCE -> atOnce() || backOff(failed, Duration.ZERO);
            case ELSEWHERE -> elsewhere(failed) || backOff(failed, Duration.ZERO);
            case WAIT -> await(failed, cause);
            case BACK_OFF -> backOff(failed, Duration.ZERO);
            case FINAL, NONE -> false;
        };
        if (goesOn) record.retried(failed, cause.failure());
        else fail(first);
    }

    private boolean nextKey(FailureException cause) {
        if (key == null) return false;
        rest(state.config().policy().keyRest(), cause);
        refused.add(key);
        return refused.size() < state.keys().size() && next();
    }

    private boolean atOnce() {
        if (stale) return false;
        stale = true;
        return next();
    }

    private boolean elsewhere(Lease failed) {
        tried.add(failed.index());
        return state.endpoints().another(tried) && next();
    }

    /** Another key or endpoint may be under its limit; the same one is once the time has passed that the provider asked for. */
    private boolean await(Lease failed, FailureException cause) {
        Duration wanted = cause.failure().retryAfter();
        tried.add(failed.index());
        boolean choice = state.endpoints().another(tried);
        if (key != null && state.keys().size() > 1) {
            rest(wanted == null ? KEY_LIMITED : wanted, cause);
            choice |= state.keys().another(refused);
        }
        if (choice || wanted == null) return backOff(failed, Duration.ZERO);
        return wanted.compareTo(policy.retryAfterMax()) <= 0 && backOff(failed, wanted);
    }

    private void rest(Duration length, FailureException cause) {
        if (state.keys().rest(key, length)) record.rested(key, length, cause.failure());
    }

    private boolean backOff(Lease failed, Duration atLeast) {
        tried.add(failed.index());
        if (retries >= policy.limit()) return false;
        return sleep(atLeast.plus(state.backoff().delay(retries++)));
    }

    /** @return false where the time would be over before */
    private boolean sleep(Duration delay) {
        if (state.time().nanos() + delay.toNanos() - totalDue >= 0) return false;
        timer = upstream.vertx().setTimer(Math.max(1, delay.toMillis()), fired -> {
            timer = NO_TIMER;
            retry();
        });
        return true;
    }

    private void retry() {
        if (state.budget().retryBegins()) {
            onBudget = true;
            if (next()) return;
        } else if (asks < BUDGET_ASKS && sleep(state.backoff().delay(asks++))) {
            return;
        }
        fail(first);
    }

    /** @return false where no endpoint can take it; on the first attempt the call is told so by itself */
    private boolean next() {
        lease = state.endpoints().pick(tried);
        if (lease == null) {
            giveBudgetBack();
            if (first != null) return false;
            FailureException none =
                    state.endpoints().refusal(state.config().name()).exception();
            upstream.vertx().runOnContext(v -> fail(none));
            return true;
        }
        key = state.keys().pick(refused);
        record.attempted(lease.endpoint());
        current = call.attempt();
        current.begin();
        return true;
    }

    private void fail(FailureException cause) {
        if (over) return;
        end(cause.failure().code());
        call.failed(cause);
    }

    private void end(String code) {
        over = true;
        if (timer != NO_TIMER) upstream.vertx().cancelTimer(timer);
        timer = NO_TIMER;
        release();
        state.budget().callEnded();
        record.ended(code);
    }

    private void release() {
        giveBudgetBack();
        if (lease != null) lease.close();
        lease = null;
        current = null;
    }

    private void giveBudgetBack() {
        if (onBudget) state.budget().retryEnded();
        onBudget = false;
    }

    Upstream upstream() {
        return upstream;
    }

    CallRecord record() {
        return record;
    }

    Site site() {
        return upstream.site(lease.index());
    }

    String path() {
        return request.path();
    }

    MultiMap head(CharSequence accept) {
        Speech speech = upstream.speech();
        return RequestHead.of(request, accept, speech.fields(key == null ? null : key.secret()), speech.usualFields());
    }

    UpstreamRequest request() {
        return request;
    }

    long totalDue() {
        return totalDue;
    }
}
