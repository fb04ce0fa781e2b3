package dev.sluice.admission;

import java.time.Duration;

/**
 * How a caller's limits stand, for the rate limit headers. Where an API key has limits of its own, of each kind the
 * one that has less left.
 */
public record RateState(Rate requests, Rate tokens) {
    /**
     * @param limit     a minute
     * @param remaining whole ones left now; 0 while a debt is being paid
     * @param reset     until all of {@code limit} is there again, if nothing more is used
     */
    public record Rate(long limit, long remaining, Duration reset) {
        static Rate of(Bucket bucket, long now) {
            return new Rate(bucket.perMinute(), bucket.remaining(now), Duration.ofNanos(bucket.missing(now)));
        }

        Rate orTighter(Rate other) {
            return other.remaining < remaining ? other : this;
        }
    }

    RateState orTighter(RateState other) {
        return new RateState(requests.orTighter(other.requests), tokens.orTighter(other.tokens));
    }
}
