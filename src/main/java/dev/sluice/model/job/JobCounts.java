package dev.sluice.model.job;

/**
 * A job store in numbers.
 *
 * @param enqueued  jobs that wait now, for their turn, their time or their next attempt
 * @param running   jobs that a worker has now
 * @param dead      dead letters now
 * @param completed jobs that were completed since the store began
 * @param failed    attempts that failed, likewise, those of workers that were lost included
 * @param cancelled jobs that were cancelled, likewise
 */
public record JobCounts(long enqueued, long running, long dead, long completed, long failed, long cancelled) {
    /** Of a store that never had a job. */
    public static final JobCounts NONE = new JobCounts(0, 0, 0, 0, 0, 0);
}
