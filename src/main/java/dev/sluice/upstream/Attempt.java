package dev.sluice.upstream;

import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;

/**
 * One attempt of a call: one request to one endpoint with one key. What it means for the call is decided by {@link Attempts}, to which
 * it tells exactly one of {@code failed} and {@code ended}, and before that at most once {@code committed}. Belongs to the call's loop.
 */
abstract class Attempt implements Exchange.Listener {
    private final Attempts attempts;
    private final Exchange exchange;
    private final Upstream upstream;
    private boolean over;

    Attempt(Attempts attempts) {
        this.attempts = attempts;
        this.upstream = attempts.upstream();
        this.exchange = upstream.exchange(attempts, this);
    }

    abstract CharSequence accept();

    /** Whether what came back is worth something to the caller, so that it must not be asked for twice. */
    abstract boolean answered();

    final void begin() {
        exchange.begin(
                attempts.site(),
                attempts.path(),
                attempts.head(accept()),
                upstream.timeouts().connect());
    }

    final Upstream upstream() {
        return upstream;
    }

    final Exchange exchange() {
        return exchange;
    }

    final boolean over() {
        return over;
    }

    final void pause() {
        if (!over) exchange.pause();
    }

    final void resume() {
        if (!over) exchange.resume();
    }

    /** The call was cancelled. Tells nobody. */
    final void abort() {
        over = true;
        exchange.abort();
    }

    @Override
    public final void connected() {
        attempts.record().connected();
        exchange.deadlines().enter(Limit.FIRST_EVENT, upstream.timeouts().firstEvent());
    }

    @Override
    public final void broken(Failure failure, Throwable cause) {
        attempts.record().broken(failure, cause);
        fail(failure);
    }

    final void commit() {
        attempts.committed();
    }

    /** @return false where it had ended already */
    final boolean succeed() {
        if (over) return false;
        over = true;
        exchange.linger();
        attempts.ended();
        return true;
    }

    final void fail(Failure failure) {
        fail(failure.exception());
    }

    final void fail(FailureException cause) {
        if (over) return;
        over = true;
        Reached reached = answered() ? Reached.ANSWERED : exchange.reached();
        exchange.abort();
        attempts.failed(cause, reached);
    }
}
