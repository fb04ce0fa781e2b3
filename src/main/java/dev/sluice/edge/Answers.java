package dev.sluice.edge;

import dev.sluice.edge.face.Face;
import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.FailureException;
import dev.sluice.model.InvalidValueException;
import dev.sluice.model.Problems;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one map from failures to answers: RFC 9457 problems under our own paths, the dialect's errors on the drop-in API. The stack of
 * a failure that nobody foresaw is logged here, once, and never shown.
 */
final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    private static final Duration LONGEST_WAIT_OF_SDKS = Duration.ofSeconds(60);
    private static final String JSON = "application/json";

    private final int maxBodyBytes;

    Answers(int maxBodyBytes) {
        this.maxBodyBytes = maxBodyBytes;
    }

    static void json(RoutingContext ctx, int status, JsonObject body) {
        json(ctx.response(), status, body.toBuffer());
    }

    static void json(HttpServerResponse response, int status, Buffer body) {
        if (response.ended() || response.closed()) return;
        response.setStatusCode(status).putHeader("content-type", JSON).end(body);
    }

    static void empty(RoutingContext ctx) {
        HttpServerResponse response = ctx.response();
        if (!response.ended() && !response.closed()) response.setStatusCode(204).end();
    }

    /** Failure handler of the router. */
    void failed(RoutingContext ctx) {
        Throwable cause = ctx.failure();
        FailureException failure = cause != null ? failureOf(cause, ctx) : byStatus(ctx);
        answer(ctx, failure);
    }

    /** The last route. */
    void unknownPath(RoutingContext ctx) {
        answer(ctx, unknown(ctx).exception());
    }

    /** A path that no route could even look at. */
    void unreadablePath(RoutingContext ctx) {
        String path = InvalidValueException.show(ctx.request().path());
        String message = "path: got " + path + ", expected two hexadecimal digits after each %";
        answer(ctx, Failure.invalid("path", message).exception());
    }

    private static Failure unknown(RoutingContext ctx) {
        String asked = ctx.request().method() + " " + ctx.request().path();
        return Failure.of(Kind.NOT_FOUND, "unknown_path", "nothing is served at " + InvalidValueException.show(asked));
    }

    private FailureException byStatus(RoutingContext ctx) {
        int status = ctx.statusCode();
        if (status == 413)
            return Failure.of(
                            Kind.TOO_LARGE,
                            "body_too_large",
                            "the request body has more than " + maxBodyBytes + " bytes, the limit")
                    .exception();
        if (status == 404 || status == 405) return unknown(ctx).exception();
        if (status >= 400 && status < 500)
            return Failure.invalid(null, "the request could not be understood").exception();
        return Failure.of(Kind.INTERNAL, "internal", "an error of ours; it was logged")
                .exception();
    }

    private static FailureException failureOf(Throwable cause, RoutingContext ctx) {
        if (cause instanceof FailureException f) return f;
        if (cause instanceof InvalidValueException v)
            return new Failure(Kind.INVALID, "invalid_request", v.getMessage(), v.field(), null).exception();
        LOG.error("{} {} failed", ctx.request().method(), ctx.request().path(), cause);
        return Failure.of(Kind.INTERNAL, "internal", "an error of ours; it was logged")
                .exception();
    }

    /** Sends the failure in the dialect of the path. */
    static void answer(RoutingContext ctx, FailureException cause) {
        HttpServerResponse response = ctx.response();
        if (response.ended() || response.closed()) return;
        Failure failure = cause.failure();
        retryHeaders(response, failure);
        Face face = Faces.of(ctx.request().path());
        if (face != null) {
            Face.Told told = face.failure(cause);
            json(response, told.status(), told.body());
        } else
            response.setStatusCode(failure.kind().status())
                    .putHeader("content-type", Problems.CONTENT_TYPE)
                    .end(Problems.body(failure).toBuffer());
    }

    private static void retryHeaders(HttpServerResponse response, Failure failure) {
        Duration wait = failure.retryAfter();
        if (wait == null) return;
        long millis = Math.max(1, wait.toMillis());
        response.putHeader("retry-after", Long.toString((millis + 999) / 1000));
        response.putHeader("retry-after-ms", Long.toString(millis));
        // SDKs wait for no longer than that, and would come back too early.
        if (failure.retryable())
            response.putHeader("x-should-retry", Boolean.toString(millis <= LONGEST_WAIT_OF_SDKS.toMillis()));
    }
}
