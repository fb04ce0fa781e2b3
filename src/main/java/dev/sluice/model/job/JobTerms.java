package dev.sluice.model.job;

/**
 * The terms of a job store, in milliseconds.
 *
 * @param quantumMillis how much later a job is ranked for each step of priority
 * @param visibleMillis a job whose worker was not heard of for so long is given to another
 * @param attempts      how often a job is tried, 1 or more
 * @param resultMillis  how long one that was completed or cancelled can be looked at
 * @param taskMillis    how long one may wait, and a dead letter can be looked at
 * @param limits        of what it takes
 */
public record JobTerms(
        long quantumMillis, long visibleMillis, int attempts, long resultMillis, long taskMillis, JobLimits limits) {

    /** Where one user may have all of the store. */
    public JobTerms(
            long quantumMillis,
            long visibleMillis,
            int attempts,
            long resultMillis,
            long taskMillis,
            int maxJobs,
            long maxBytes) {
        this(quantumMillis, visibleMillis, attempts, resultMillis, taskMillis, JobLimits.of(maxJobs, maxBytes));
    }

    /**
     * The place of a job in the line: the moment from which it may run, and a quantum more for each step of priority below the first.
     * It is fixed when the job is taken, and time passes, so everybody's turn comes: a job of priority 10 goes before a job of
     * priority 1 that comes 9 quanta later. With equal ranks the older one goes first, so it is first in, first out within a priority.
     * One number, so that a sorted set can be the line.
     */
    public long rank(long dueMillis, int priority) {
        return dueMillis + (priority - NewJob.FIRST) * quantumMillis;
    }
}
