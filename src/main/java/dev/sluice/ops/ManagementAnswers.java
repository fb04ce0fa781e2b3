package dev.sluice.ops;

import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.FailureException;
import dev.sluice.model.InvalidValueException;
import dev.sluice.model.Problems;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers of the management port, and its one map from failures to them: RFC 9457 problems. On the verticle's loop. */
final class ManagementAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(ManagementAnswers.class);

    private ManagementAnswers() {}

    static void json(RoutingContext ctx, int status, JsonObject body) {
        send(ctx, status, "application/json", body);
    }

    /** Failure handler of the router. */
    static void failed(RoutingContext ctx) {
        Throwable cause = ctx.failure();
        if (cause instanceof RefusedConfigException refused) refused(ctx, refused);
        else problem(ctx, cause == null ? ofStatus(ctx.statusCode()) : failure(cause, ctx));
    }

    /** @param exists what is served, for whoever mistyped */
    static void unknown(RoutingContext ctx, String exists) {
        String asked = InvalidValueException.show(
                ctx.request().method() + " " + ctx.request().path());
        problem(ctx, Failure.of(Kind.NOT_FOUND, "unknown_path", "got " + asked + ", expected one of " + exists));
    }

    static void problem(RoutingContext ctx, Failure failure) {
        send(ctx, failure.kind().status(), Problems.CONTENT_TYPE, Problems.body(failure));
    }

    private static void refused(RoutingContext ctx, RefusedConfigException refused) {
        String message =
                "the configuration has faults, and the one before stays: " + String.join("; ", refused.faults());
        Failure failure = Failure.of(Kind.UNPROCESSABLE, "config_refused", message);
        JsonObject body = Problems.body(failure).put("faults", new JsonArray(refused.faults()));
        send(ctx, failure.kind().status(), Problems.CONTENT_TYPE, body);
    }

    private static Failure failure(Throwable cause, RoutingContext ctx) {
        if (cause instanceof FailureException f) return f.failure();
        if (cause instanceof InvalidValueException v)
            return new Failure(Kind.UNPROCESSABLE, "invalid_value", v.getMessage(), v.field(), null);
        LOG.error("{} {} failed", ctx.request().method(), ctx.request().path(), cause);
        return Failure.of(Kind.INTERNAL, "internal", "an error of ours; it was logged");
    }

    private static Failure ofStatus(int status) {
        if (status == 413) return Failure.of(Kind.TOO_LARGE, "body_too_large", "the request body is too large");
        return Failure.invalid(null, "the request could not be understood");
    }

    private static void send(RoutingContext ctx, int status, String type, JsonObject body) {
        HttpServerResponse response = ctx.response();
        if (response.ended() || response.closed()) return;
        response.setStatusCode(status).putHeader("content-type", type).end(body.toBuffer());
    }
}
