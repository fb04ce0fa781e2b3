package dev.sluice.upstream;

import dev.sluice.dialect.OpenAiChunks;
import dev.sluice.dialect.ProviderError;
import dev.sluice.dialect.Speech;
import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.FailureException;
import dev.sluice.model.Usage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.util.function.Consumer;

/**
 * One attempt at an answer that comes whole. The body is passed on as it came; it is read only where it is short enough to be an
 * error that hides behind a 200. Belongs to the loop that began it.
 */
final class WholeAttempt extends Attempt {
    static final int MAX_ANSWER_BYTES = 32 * 1024 * 1024;

    private final Consumer<JsonAnswer> done;
    private final UpstreamRequest request;
    private HttpClientResponse response;
    private Body body;

    WholeAttempt(Attempts attempts, Consumer<JsonAnswer> done) {
        super(attempts);
        this.done = done;
        this.request = attempts.request();
    }

    @Override
    CharSequence accept() {
        return "application/json";
    }

    /** The head of a success comes once the answer has been thought out. */
    @Override
    boolean answered() {
        return response != null && success() && MediaType.isJson(response.headers());
    }

    @Override
    public void head(HttpClientResponse head) {
        response = head;
        if (success())
            exchange().deadlines().enter(Limit.IDLE, upstream().timeouts().idle());
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
        ProviderError hidden = body.bytes().length() <= Upstream.REFUSAL_BYTES
                ? upstream().speech().error(body.bytes())
                : null;
        if (hidden == null) complete();
        else fail(upstream().refusals().inBand(hidden));
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
        return upstream()
                .refusals()
                .whole(
                        response.statusCode(),
                        response.headers(),
                        body.bytes(),
                        upstream().now());
    }

    private void complete() {
        JsonAnswer whole;
        try {
            whole = whole();
        } catch (FailureException malformed) {
            fail(malformed);
            return;
        }
        commit();
        if (succeed()) done.accept(whole);
    }

    private JsonAnswer whole() {
        Speech speech = upstream().speech();
        boolean passes = request.passes();
        Buffer answer = passes ? body.bytes() : speech.answer(body.bytes(), request.model());
        Usage usage = passes ? speech.usage(answer) : OpenAiChunks.scan(answer).usage();
        return new JsonAnswer(response.statusCode(), UsefulHeaders.of(response.headers()), answer, usage, passes);
    }
}
