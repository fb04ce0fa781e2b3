package dev.sluice.upstream;

import dev.sluice.model.FailureException;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** One answer that was asked for as a whole, over as many attempts as it takes. Belongs to the loop that began it. */
final class WholeCall implements JsonCall, Attempts.Call {
    private final Upstream upstream;
    private final Attempts attempts;
    private final Promise<JsonAnswer> answer = Promise.promise();

    WholeCall(Upstream upstream, UpstreamRequest request) {
        this.upstream = upstream;
        this.attempts = new Attempts(upstream, request, this);
    }

    void begin() {
        attempts.begin();
    }

    @Override
    public Attempt attempt() {
        return new WholeAttempt(attempts, answer::complete);
    }

    @Override
    public void failed(FailureException cause) {
        answer.fail(cause);
    }

    @Override
    public Future<JsonAnswer> answer() {
        return answer.future();
    }

    @Override
    public CallTrail trail() {
        return attempts.record().trail();
    }

    @Override
    public void cancel() {
        upstream.assertLoop();
        attempts.cancel();
    }
}
