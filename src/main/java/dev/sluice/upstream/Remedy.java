package dev.sluice.upstream;

import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.FailureException;

/** What may help after an attempt that failed before its first content. */
enum Remedy {
    /** The request is at fault: every attempt would end like this, and the caller should hear this very error. */
    FINAL,
    /** Nothing helps: the time is over, or the answer has been paid for. */
    NONE,
    /** Our key was refused; another may do. */
    NEXT_KEY,
    /** The provider never saw the request, for a reason that is over: the same again, at once. */
    AT_ONCE,
    /** The provider never saw the request, since its endpoint is not there: another endpoint, at once. */
    ELSEWHERE,
    /** The provider says when. */
    WAIT,
    /** The endpoint is in trouble: later, and rather another one. */
    BACK_OFF;

    static Remedy of(FailureException cause, Reached reached) {
        if (cause instanceof UpstreamRejectedException rejected) return of(rejected);
        Failure failure = cause.failure();
        if (failure.code().equals(Limit.TOTAL.failure().code())) return NONE;
        if (failure.kind() != Kind.UPSTREAM && failure.kind() != Kind.UPSTREAM_TIMEOUT) return FINAL;
        return switch (reached) {
            case ANSWERED -> NONE;
            case UNPROCESSED -> AT_ONCE;
            case NOTHING_SENT -> ELSEWHERE;
            case SENT -> BACK_OFF;
        };
    }

    private static Remedy of(UpstreamRejectedException rejected) {
        if (rejected.failure().code().equals(Refusals.CREDENTIAL)) return NEXT_KEY;
        return switch (rejected.failure().kind()) {
            case RATE_LIMITED -> WAIT;
            case OVERLOADED -> rejected.failure().retryAfter() == null ? BACK_OFF : WAIT;
            case UPSTREAM -> oddity(rejected) ? FINAL : BACK_OFF;
            default -> FINAL;
        };
    }

    /** A redirect, or a refusal that no provider of the dialect has a reason for: the configuration is wrong, not the moment. */
    private static boolean oddity(UpstreamRejectedException rejected) {
        int status = rejected.status();
        return switch (status) {
            // A page instead of an error, from something in between.
            case 400, 404, 409, 422 -> false;
            case 408, 425 -> false;
            default -> status >= 300 && status < 500;
        };
    }

    /** Whether this failure says something against the endpoint. */
    static boolean blames(FailureException cause, Reached reached) {
        if (reached == Reached.UNPROCESSED) return false;
        return switch (of(cause, reached)) {
            case ELSEWHERE, BACK_OFF -> true;
            case NONE -> !cause.failure().code().equals(Limit.TOTAL.failure().code());
            case WAIT -> cause.failure().kind() == Kind.OVERLOADED;
            default -> false;
        };
    }
}
