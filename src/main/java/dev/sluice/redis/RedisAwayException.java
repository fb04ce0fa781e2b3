package dev.sluice.redis;

import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;

/**
 * Redis could not be asked, or did not answer in time: whether the command was done is then unknown. Whoever can go on without
 * does; a caller who cannot is told to come again.
 */
public final class RedisAwayException extends FailureException {
    public RedisAwayException(String message) {
        super(Failure.of(Failure.Kind.OVERLOADED, "redis_away", message));
    }

    /** What a failure says to people, without its code. */
    static String words(Throwable failure) {
        return failure instanceof FailureException f ? f.failure().message() : String.valueOf(failure.getMessage());
    }
}
