package dev.sluice.model;

import io.vertx.core.json.JsonObject;

/**
 * A failure as RFC 9457 problem details, the body of every error under {@code /api/v1} and on the management port:
 *
 * <pre>
 * {"type": "/problems/unknown_tab", "title": "Not Found", "status": 404, "detail": "…", "code": "unknown_tab",
 *  "field": "tab", "retry_after_ms": 1500}
 * </pre>
 *
 * {@code code} is for programs and stable; {@code field} and {@code retry_after_ms} are there where they are known. {@code type} is
 * relative to the server that answers, as section 3.1.1 of the RFC allows.
 */
public final class Problems {
    /** Of every body here. */
    public static final String CONTENT_TYPE = "application/problem+json";

    private static final String TYPES = "/problems/";

    private Problems() {}

    /** The body that tells of it. */
    public static JsonObject body(Failure failure) {
        JsonObject body = new JsonObject()
                .put("type", TYPES + failure.code())
                .put("title", title(failure.kind()))
                .put("status", failure.kind().status())
                .put("detail", failure.message())
                .put("code", failure.code());
        if (failure.field() != null) body.put("field", failure.field());
        if (failure.retryAfter() != null)
            body.put("retry_after_ms", failure.retryAfter().toMillis());
        return body;
    }

    /** The same for every occurrence of a status, as section 3.1.3 of the RFC asks for. */
    private static String title(Failure.Kind kind) {
        return switch (kind) {
            case INVALID -> "Bad Request";
            case UNAUTHENTICATED -> "Unauthorized";
            case FORBIDDEN -> "Forbidden";
            case NOT_FOUND -> "Not Found";
            case CONFLICT -> "Conflict";
            case TOO_LARGE -> "Content Too Large";
            case UNPROCESSABLE -> "Unprocessable Content";
            case RATE_LIMITED -> "Too Many Requests";
            case INTERNAL -> "Internal Server Error";
            case UPSTREAM -> "Bad Gateway";
            case OVERLOADED -> "Service Unavailable";
            case UPSTREAM_TIMEOUT -> "Gateway Timeout";
        };
    }
}
