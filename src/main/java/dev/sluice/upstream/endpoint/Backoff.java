package dev.sluice.upstream.endpoint;

import dev.sluice.model.UpstreamPolicy;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential backoff with full jitter (Brooker, Exponential Backoff And Jitter, 2015): the wait is random between nothing and the
 * exponential, since callers that failed together must not come back together.
 */
public final class Backoff {
    private final long baseNanos;
    private final long capNanos;
    private final RandomGenerator random;

    /** @param random for whichever threads ask */
    public Backoff(UpstreamPolicy.Retry policy, RandomGenerator random) {
        this.baseNanos = policy.backoff().toNanos();
        this.capNanos = policy.backoffMax().toNanos();
        this.random = random;
    }

    /** @param n waits before this one, from 0 */
    public Duration delay(int n) {
        long most = n >= 62 || baseNanos > capNanos >> n ? capNanos : baseNanos << n;
        return Duration.ofNanos(random.nextLong(most + 1));
    }
}
