package dev.sluice.admission;

import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import java.time.Duration;

/** What the limits say to a request. */
public sealed interface Admission permits Reservation, Admission.Refusal {
    /** How the limits stand after this, for the headers. */
    RateState state();

    /** Which limit. */
    enum Limit {
        REQUESTS,
        TOKENS,
        CONCURRENT
    }

    /**
     * Not now, and nothing was charged.
     *
     * @param retryAfter when the same request is going to fit, in whole milliseconds rounded up; a second where it
     *     depends on when others end; null where it never fits
     * @param failure    the same in words, for the edge
     */
    record Refusal(Limit limit, Duration retryAfter, RateState state, Failure failure) implements Admission {
        private static final int NANOS_PER_MILLI = 1_000_000;
        private static final Duration SOON = Duration.ofSeconds(1);

        static Refusal later(Limit limit, long perMinute, long waitNanos, RateState state) {
            Duration wait = Duration.ofMillis((waitNanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
            String what = limit == Limit.REQUESTS ? "requests" : "tokens";
            String message = "the limit of " + perMinute + " " + what + " a minute is used up, try again in "
                    + wait.toMillis() + " ms";
            return new Refusal(
                    limit, wait, state, new Failure(Kind.RATE_LIMITED, "rate_limit_exceeded", message, null, wait));
        }

        static Refusal concurrent(int most, RateState state) {
            String message = "the limit of " + most + " requests at the same time is reached";
            return new Refusal(
                    Limit.CONCURRENT,
                    SOON,
                    state,
                    new Failure(Kind.RATE_LIMITED, "concurrency_limit_exceeded", message, null, SOON));
        }

        static Refusal never(long perMinute, long prompt, RateState state) {
            String message =
                    "the prompt has about " + prompt + " tokens, the limit is " + perMinute + " tokens a minute";
            return new Refusal(
                    Limit.TOKENS,
                    null,
                    state,
                    new Failure(Kind.TOO_LARGE, "prompt_too_large", message, "messages", null));
        }
    }
}
