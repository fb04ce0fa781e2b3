package dev.sluice.model.job;

import dev.sluice.model.JobId;
import io.vertx.core.buffer.Buffer;

/**
 * A job as it stands at one moment. Times are milliseconds since 1970, 0 where there is none.
 *
 * @param order    what was asked for
 * @param sequence grows with each job that its store takes: older jobs have lower ones
 * @param status   where it stands
 * @param rank     its place in the line, see {@link JobTerms#rank}; lower goes first
 * @param created  when it was taken
 * @param due      not before then, where it waits
 * @param until    of one that runs: its worker must be heard of before then; of all others: it is not kept any longer
 * @param deadline it may wait until then
 * @param started  the last attempt's beginning
 * @param ended    when it was over
 * @param turn     how often it was claimed
 * @param attempts how often it was tried, the one that runs included
 * @param fault    of the last attempt that failed, or null
 * @param result   JSON, or null
 */
public record Job(
        NewJob order,
        long sequence,
        JobStatus status,
        long rank,
        long created,
        long due,
        long until,
        long deadline,
        long started,
        long ended,
        int turn,
        int attempts,
        JobFault fault,
        Buffer result) {
    /** Its order's. */
    public JobId id() {
        return order.id();
    }

    /** What whoever has it now has to show. */
    public JobLease lease() {
        return new JobLease(order.id(), turn);
    }

    /** Rough bytes held. */
    public int bytes() {
        return order.bytes() + (result == null ? 0 : result.length());
    }

    /** Just taken. */
    public static Job taken(NewJob order, long sequence, JobTerms terms, long now) {
        long due = Math.max(now, order.notBefore());
        long deadline = due + terms.taskMillis();
        long rank = terms.rank(due, order.priority());
        return new Job(order, sequence, JobStatus.QUEUED, rank, now, due, deadline, deadline, 0, 0, 0, 0, null, null);
    }

    /** A worker has it. */
    public Job claimed(JobTerms terms, long now) {
        return with(
                JobStatus.RUNNING,
                rank,
                0,
                now + terms.visibleMillis(),
                deadline,
                now,
                0,
                turn + 1,
                attempts + 1,
                fault,
                null);
    }

    /** Its worker was heard of. */
    public Job alive(JobTerms terms, long now) {
        return with(
                status,
                rank,
                due,
                now + terms.visibleMillis(),
                deadline,
                started,
                ended,
                turn,
                attempts,
                fault,
                result);
    }

    /**
     * It waits again, in the place that it had: what has aged stays aged.
     *
     * @param why   the attempt failed, or null where it was none
     * @param dueAt not before then
     */
    public Job waits(JobFault why, long dueAt) {
        int tried = why == null ? attempts - 1 : attempts;
        JobFault last = why == null ? fault : why;
        return with(JobStatus.QUEUED, rank, dueAt, deadline, deadline, started, 0, turn, tried, last, null);
    }

    /** From the dead, with all attempts before it, at the end of its priority's line. */
    public Job revived(JobTerms terms, long now) {
        long place = terms.rank(now, order.priority());
        long last = now + terms.taskMillis();
        return with(JobStatus.QUEUED, place, now, last, last, 0, 0, turn, 0, null, null);
    }

    /**
     * Done.
     *
     * @param json the result, which is kept as long as results are
     */
    public Job completed(JobTerms terms, Buffer json, long now) {
        return over(JobStatus.COMPLETED, now, terms.resultMillis(), null, json);
    }

    /**
     * Nobody tries it any more.
     *
     * @param why the last attempt failed
     */
    public Job buried(JobTerms terms, JobFault why, long now) {
        return over(JobStatus.DEAD, now, terms.taskMillis(), why, null);
    }

    /** Its submitter does not want it any more. */
    public Job cancelled(JobTerms terms, long now) {
        return over(JobStatus.CANCELLED, now, terms.resultMillis(), fault, null);
    }

    private Job over(JobStatus to, long now, long keptMillis, JobFault why, Buffer json) {
        return with(to, rank, 0, now + keptMillis, deadline, started, now, turn, attempts, why, json);
    }

    private Job with(
            JobStatus to,
            long place,
            long dueAt,
            long untilAt,
            long deadlineAt,
            long startedAt,
            long endedAt,
            int turns,
            int tries,
            JobFault why,
            Buffer json) {
        return new Job(
                order,
                sequence,
                to,
                place,
                created,
                dueAt,
                untilAt,
                deadlineAt,
                startedAt,
                endedAt,
                turns,
                tries,
                why,
                json);
    }
}
