package dev.sluice.model;

import java.time.Duration;

/**
 * Why something was refused or went wrong, in words that reach the caller. The edge alone turns it into a status and
 * a body of the caller's dialect.
 *
 * @param kind       the class of the failure; decides the HTTP status
 * @param code       stable, for programs: {@code unknown_tab}, {@code upstream_timeout} …
 * @param message    for people: names the field, what came and what was expected
 * @param field      the request field at fault, or null
 * @param retryAfter when it is worth trying again, or null where that is unknown or pointless
 */
public record Failure(Kind kind, String code, String message, String field, Duration retryAfter) {
    /** The class of a failure, with its HTTP status and whether the same request may succeed later. */
    public enum Kind {
        INVALID(400, false),
        UNAUTHENTICATED(401, false),
        FORBIDDEN(403, false),
        NOT_FOUND(404, false),
        CONFLICT(409, false),
        TOO_LARGE(413, false),
        UNPROCESSABLE(422, false),
        RATE_LIMITED(429, true),
        INTERNAL(500, true),
        UPSTREAM(502, true),
        OVERLOADED(503, true),
        UPSTREAM_TIMEOUT(504, true);

        private final int status;
        private final boolean retryable;

        Kind(int status, boolean retryable) {
            this.status = status;
            this.retryable = retryable;
        }

        /** The HTTP status that goes with it. */
        public int status() {
            return status;
        }
    }

    /** One that concerns no field, and says nothing of when to come again. */
    public static Failure of(Kind kind, String code, String message) {
        return new Failure(kind, code, message, null, null);
    }

    /**
     * A request that is wrong in this field.
     *
     * @param message with what came and what was expected
     */
    public static Failure invalid(String field, String message) {
        return new Failure(Kind.INVALID, "invalid_request", message, field, null);
    }

    /** Whether the same may succeed later. */
    public boolean retryable() {
        return kind.retryable;
    }

    /** To be thrown, or to fail a future with. */
    public FailureException exception() {
        return new FailureException(this);
    }
}
