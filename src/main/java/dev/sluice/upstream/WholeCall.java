package dev.sluice.upstream;

import dev.sluice.dialect.OpenAiErrors;
import dev.sluice.dialect.ProviderError;
import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.FailureException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/**
 * One request whose answer comes whole. The body is passed on as it came; it is read only where it is short enough to be an error
 * that hides behind a 200. Belongs to the loop that began it.
 */
final class WholeCall implements JsonCall, Exchange.Listener {
    static final int MAX_ANSWER_BYTES = 32 * 1024 * 1024;

    private final Upstream upstream;
    private final CallRecord record;
    private final Exchange exchange;
    private final Promise<JsonAnswer> answer = Promise.promise();
    private HttpClientResponse response;
    private Body body;
    private boolean over;

    WholeCall(Upstream upstream, UpstreamRequest request) {
        this.upstream = upstream;
        this.record = upstream.record();
        this.exchange = upstream.exchange(request, this);
    }

    void begin(UpstreamRequest request) {
        record.began();
        exchange.begin(
                upstream.client(),
                upstream.options(request, "application/json"),
                upstream.timeouts().connect());
    }

    @Override
    public Future<JsonAnswer> answer() {
        return answer.future();
    }

    @Override
    public void cancel() {
        upstream.assertLoop();
        if (over) return;
        over = true;
        exchange.abort();
        record.ended("cancelled");
    }

    @Override
    public void connected() {
        exchange.deadlines().enter(Limit.FIRST_EVENT, upstream.timeouts().firstEvent());
    }

    @Override
    public void head(HttpClientResponse head) {
        response = head;
        if (success()) {
            exchange.deadlines().enter(Limit.IDLE, upstream.timeouts().idle());
            record.firstEvent();
        }
        body = new Body(success() ? MAX_ANSWER_BYTES : Upstream.REFUSAL_BYTES);
    }

    @Override
    public void bytes(Buffer bytes) {
        if (body.add(bytes)) return;
        if (success()) {
            String message = "The upstream's answer is longer than " + MAX_ANSWER_BYTES + " bytes";
            fail(Failure.of(Kind.UPSTREAM, "upstream_answer_too_large", message).exception());
        } else {
            fail(refusal());
        }
    }

    @Override
    public void end() {
        if (!success()) {
            fail(refusal());
            return;
        }
        if (!MediaType.isJson(response.headers()) || body.bytes().length() == 0) {
            String message = "The upstream answered " + response.statusCode() + " with "
                    + MediaType.shown(response.headers()) + " where application/json was expected";
            fail(Failure.of(Kind.UPSTREAM, "upstream_malformed", message).exception());
            return;
        }
        ProviderError hidden = body.bytes().length() <= Upstream.REFUSAL_BYTES ? OpenAiErrors.read(body.bytes()) : null;
        if (hidden == null) complete();
        else fail(upstream.refusals().inBand(hidden));
    }

    @Override
    public void broken(Failure failure, Throwable cause) {
        record.broken(failure, cause);
        fail(failure.exception());
    }

    @Override
    public void expired(Limit limit) {
        boolean refused = response != null && !success();
        fail(refused ? refusal() : limit.failure().exception());
    }

    private boolean success() {
        return response.statusCode() / 100 == 2;
    }

    private UpstreamRejectedException refusal() {
        return upstream.refusals().whole(response.statusCode(), response.headers(), body.bytes(), upstream.now());
    }

    private void complete() {
        if (over) return;
        over = true;
        record.ended("ok");
        answer.complete(new JsonAnswer(response.statusCode(), UsefulHeaders.of(response.headers()), body.bytes()));
    }

    private void fail(FailureException cause) {
        if (over) return;
        over = true;
        exchange.abort();
        record.ended(cause.failure().code());
        answer.fail(cause);
    }
}
