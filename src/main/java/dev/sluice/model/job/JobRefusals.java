package dev.sluice.model.job;

import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.FailureException;
import dev.sluice.model.JobId;
import java.time.Duration;

/** What stores refuse, in the same words whichever it is. Any thread. */
public final class JobRefusals {
    private static final Duration FULL_WAIT = Duration.ofSeconds(10);

    private JobRefusals() {}

    /** @param jobs and bytes that the store holds */
    public static FailureException full(long jobs, long bytes, JobTerms terms) {
        String message = "jobs: this store holds " + jobs + " jobs of " + terms.maxJobs() + ", and " + bytes
                + " bytes of " + terms.maxBytes() + ", its limits";
        return new Failure(Kind.OVERLOADED, "job_limit", message, null, FULL_WAIT).exception();
    }

    /** @param index of the new job in its array */
    public static FailureException reused(int index) {
        String field = "jobs[" + index + "]";
        String message = field + ".idempotency_key: was used for another job; expected a new key, or the same job";
        return new Failure(Kind.UNPROCESSABLE, "idempotency_key_reused", message, field, null).exception();
    }

    /** @param status that it has instead */
    public static FailureException notDead(JobId id, String status) {
        String message = "job: " + id + " is " + status + ", expected a dead letter";
        return new Failure(Kind.CONFLICT, "job_not_dead", message, "job", null).exception();
    }
}
