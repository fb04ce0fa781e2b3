package dev.sluice.job;

import dev.sluice.model.Failure;
import dev.sluice.model.job.Job;
import dev.sluice.model.job.JobEnding;
import dev.sluice.model.job.JobFault;
import java.time.Duration;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * What becomes of a job that did not succeed. What was refused at our own door was not tried, and is tried again soon. What a provider
 * could not do is tried again after a random wait below a bound that doubles with each attempt ("full jitter": M. Brooker, Exponential
 * Backoff And Jitter, AWS 2015), or as late as the provider says, as often as is configured. What can never succeed is buried at once.
 */
final class Verdict {
    /** Refusals of our own, before any provider was asked. */
    private static final Set<String> NOT_TRIED =
            Set.of("no_spare_permit", "stopped", "rate_limit_exceeded", "concurrency_limit_exceeded");

    private static final long SOON_MILLIS = 500;
    private static final long LATE_MILLIS = 8_000;

    private final int attempts;
    private final long backoffMillis;
    private final long backoffMaxMillis;
    private final RandomGenerator random;

    /** @param attempts how often a job is tried */
    Verdict(int attempts, Duration backoff, Duration backoffMax, RandomGenerator random) {
        this.attempts = attempts;
        this.backoffMillis = backoff.toMillis();
        this.backoffMaxMillis = backoffMax.toMillis();
        this.random = random;
    }

    JobEnding of(Job job, Failure failure, long nowMillis) {
        long asked = failure.retryAfter() == null ? 0 : failure.retryAfter().toMillis();
        if (NOT_TRIED.contains(failure.code())) return later(job, nowMillis, asked);
        JobFault fault = JobFault.of(failure);
        if (!failure.retryable() || job.attempts() >= attempts) return new JobEnding.Buried(fault);
        return new JobEnding.Retried(fault, nowMillis + Math.max(asked, backoff(job.attempts())));
    }

    /**
     * There is no room for it now. The more often that was so, the longer it waits.
     *
     * @param askedMillis to wait at least
     */
    JobEnding later(Job job, long nowMillis, long askedMillis) {
        int postponed = Math.max(0, job.turn() - job.attempts());
        long bound = Math.min(LATE_MILLIS, SOON_MILLIS << Math.min(postponed, 10));
        return new JobEnding.Postponed(nowMillis + askedMillis + bound / 2 + random.nextLong(bound));
    }

    /** @param tried how often so far, 1 or more */
    private long backoff(int tried) {
        int doublings = Math.min(tried - 1, 30);
        long bound = Math.min(backoffMaxMillis, backoffMillis << doublings);
        return random.nextLong(Math.max(0, bound) + 1);
    }
}
