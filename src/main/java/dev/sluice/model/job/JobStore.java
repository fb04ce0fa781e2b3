package dev.sluice.model.job;

import dev.sluice.model.JobId;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Port: where jobs live. Each call is one atomic step. Futures fail with a {@link dev.sluice.model.FailureException}. Safe from any
 * thread; futures complete on the caller's context.
 *
 * <p>A job is <em>queued</em>, then <em>running</em> at one worker at a time, which says that it lives; a worker that is not heard
 * of for {@link JobTerms#visibleMillis} loses the job, and nothing that it says later counts. So a job may be tried twice, and is
 * completed once.
 */
public interface JobStore {
    /** Jobs in one {@link #enqueue}. */
    int MOST = 1000;

    /** How long an idempotency key is remembered. */
    long KEY_MILLIS = 24 * 60 * 60 * 1000L;

    /**
     * Takes jobs, all of them or none, in their order. Fails with {@code idempotency_key_reused}, whose field is {@code jobs[i]},
     * where a key came before with another digest, and as {@link JobRefusals#over} says where they go over one of the
     * {@link JobLimits}.
     *
     * @param jobs 1 to {@link #MOST}
     * @return one for each job
     */
    Future<List<Enqueued>> enqueue(List<NewJob> jobs);

    /**
     * Gives out the jobs that are due, in the order of their ranks.
     *
     * @param most 1 or more
     */
    Future<List<Job>> claim(int most);

    /** These are being worked on. Yields those that are not the caller's any more. */
    Future<Set<JobLease>> heartbeat(Collection<JobLease> held);

    /** Ends a worker's turn; false where the job was not its any more, and nothing changed. */
    Future<Boolean> end(JobLease lease, JobEnding ending);

    /** Null where there is no such job, or none any more. */
    Future<Job> find(JobId id);

    /** Newest first. */
    Future<List<Job>> list(JobQuery query);

    /** The job as it is then: one that was over stays as it was. Null where there is none. */
    Future<Job> cancel(JobId id);

    /** A dead letter is tried again; fails with {@code job_not_dead} where it is none. Null where there is no such job. */
    Future<Job> requeue(JobId id);

    /** Forgets one dead letter; false where it is none. */
    Future<Boolean> purge(JobId id);

    /** Forgets all dead letters. Yields how many there were. */
    Future<Integer> purge();

    /** The store in numbers. */
    Future<JobCounts> counts();

    /**
     * Takes jobs away from workers that were not heard of, buries what has waited for too long, and forgets what is over its retention.
     * About once a second, from one thread at a time on each node.
     */
    Future<Void> sweep();

    /** Adds somebody who wants to know of changes. */
    void listen(Listener listener);

    /** Told of each change of status, whoever made it. */
    interface Listener {
        /** In the order of the changes; maybe under a guard of the store: must neither block nor call it. Any thread. */
        void changed(Job job);
    }
}
