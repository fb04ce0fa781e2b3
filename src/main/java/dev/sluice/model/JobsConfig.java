package dev.sluice.model;

import dev.sluice.model.job.JobLimits;
import dev.sluice.model.job.JobTerms;
import java.time.Duration;

/**
 * Background jobs, and how many prompts of a batch run at once.
 *
 * @param workers         event loops of this node that do jobs; 0 for none, so that it only takes them
 * @param concurrency     jobs at a time of each worker
 * @param permitsPercent  of an upstream's permits that may be out for a job to get one; the rest is left to whoever comes next
 * @param visibility      a job whose worker was not heard of for so long is given to another
 * @param attempts        how often a job is tried
 * @param backoff         what the wait before the second attempt is drawn from; it doubles with each failure …
 * @param backoffMax      … up to this
 * @param quantum         how much later a job is ranked for each step of priority
 * @param resultRetention how long a result is kept
 * @param taskRetention   how long a job may wait, and a dead letter is kept
 * @param limits          of what is held, and of what one user has of it
 * @param batch           prompts of one batch that run at once, at most
 */
public record JobsConfig(
        int workers,
        int concurrency,
        int permitsPercent,
        Duration visibility,
        int attempts,
        Duration backoff,
        Duration backoffMax,
        Duration quantum,
        Duration resultRetention,
        Duration taskRetention,
        JobLimits limits,
        int batch) {
    /** What a store goes by. */
    public JobTerms terms() {
        return new JobTerms(
                quantum.toMillis(),
                visibility.toMillis(),
                attempts,
                resultRetention.toMillis(),
                taskRetention.toMillis(),
                limits);
    }
}
