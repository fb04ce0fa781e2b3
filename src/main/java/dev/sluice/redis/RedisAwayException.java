package dev.sluice.redis;

import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import java.time.Duration;

/**
 * Redis could not be asked, or did not answer in time: whether the command was done is then unknown. Whoever can go on without
 * does; a caller who cannot is told to come again.
 */
public final class RedisAwayException extends FailureException {
    /** By then a Redis that was started again is usually there. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    /** @param message for operators, with the address where one is known */
    public RedisAwayException(String message) {
        super(new Failure(Failure.Kind.OVERLOADED, "redis_away", message, null, RETRY_AFTER));
    }

    /** What a failure says to people, without its code. */
    static String words(Throwable failure) {
        return failure instanceof FailureException f ? f.failure().message() : String.valueOf(failure.getMessage());
    }
}
