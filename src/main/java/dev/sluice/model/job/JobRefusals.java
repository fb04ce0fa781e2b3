package dev.sluice.model.job;

import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.FailureException;
import dev.sluice.model.JobId;
import dev.sluice.model.job.JobLimits.Limit;
import java.time.Duration;

/** What stores refuse, in the same words whichever it is. Any thread. */
public final class JobRefusals {
    /** Jobs take seconds, and a line that is full is long: sooner it is not worth asking. */
    private static final Duration WAIT = Duration.ofSeconds(10);

    private JobRefusals() {}

    /**
     * New jobs that do not fit, so that none was taken. More than the limit by themselves can never fit, and no waiting helps: that is
     * TOO_LARGE.
     *
     * @param held of what is limited, by the user or by all
     * @param came how much the new jobs would add
     */
    public static FailureException over(Limit limit, long held, long came, JobLimits limits) {
        long most = limits.of(limit);
        String unit = limit == Limit.BYTES || limit == Limit.USER_BYTES ? " bytes" : " jobs";
        String state = limit == Limit.QUEUED || limit == Limit.USER_QUEUED ? " queued" : "";
        String message = "jobs: got " + came + unit + " on top of " + held + state
                + (limit.ofUser() ? " of this user" : " of all users") + ", expected at most " + most
                + " together (jobs." + limit.key() + "); none was taken";
        if (came > most) return new Failure(Kind.TOO_LARGE, "too_many_jobs", message, "jobs", null).exception();
        return limit.ofUser()
                ? new Failure(Kind.RATE_LIMITED, "user_job_limit", message, "jobs", WAIT).exception()
                : new Failure(Kind.OVERLOADED, "job_limit", message, null, WAIT).exception();
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
