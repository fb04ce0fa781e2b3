package dev.sluice.model.job;

import dev.sluice.model.Failure;

/**
 * Why an attempt failed.
 *
 * @param code      of the failure, or {@link #LOST} or {@link #EXPIRED}
 * @param message   for people
 * @param retryable whether another attempt may succeed
 */
public record JobFault(String code, String message, boolean retryable) {
    /** The worker that had it gave no sign of life any more. */
    public static final String LOST = "worker_lost";
    /** It waited for longer than tasks are kept. */
    public static final String EXPIRED = "job_expired";

    /** What an attempt's failure leaves behind. */
    public static JobFault of(Failure failure) {
        return new JobFault(failure.code(), failure.message(), failure.retryable());
    }

    /** @param millis for how long nothing was heard of the worker */
    public static JobFault lost(long millis) {
        return new JobFault(LOST, "nothing was heard of its worker for " + millis + " ms", true);
    }

    /** @param millis for how long it waited */
    public static JobFault expired(long millis) {
        return new JobFault(EXPIRED, "it did not get its turn within " + millis + " ms", false);
    }
}
