package dev.sluice.job;

import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.FailureException;
import dev.sluice.model.InvalidValueException;
import dev.sluice.model.JobId;
import dev.sluice.model.Principal;
import dev.sluice.model.SessionState;
import dev.sluice.model.StreamId;
import dev.sluice.model.TabId;
import dev.sluice.model.job.Enqueued;
import dev.sluice.model.job.Job;
import dev.sluice.model.job.JobCounts;
import dev.sluice.model.job.JobQuery;
import dev.sluice.model.job.JobStatus;
import dev.sluice.model.job.JobStore;
import dev.sluice.model.job.NewJob;
import io.vertx.core.Future;
import java.util.List;

/**
 * What callers can ask of jobs. A job can be seen by its owner, which is the user that submitted it, and by holders of the scope
 * {@code admin}; to anybody else it looks like none. Failures come in the future. Any thread.
 */
public final class Jobs {
    private static final String ADMIN = "admin";

    private final JobStore store;
    private final Mailboxes mailboxes;

    /** @param mailboxes what sessions hear of their jobs */
    public Jobs(JobStore store, Mailboxes mailboxes) {
        this.store = store;
        this.mailboxes = mailboxes;
    }

    /** From now on the tab hears of the session's jobs. */
    public Future<StreamId> subscribe(SessionState session, TabId tab) {
        return mailboxes.subscribe(session, tab);
    }

    /** Takes all of them, or none, in their order. Fails as {@link JobStore#enqueue} does. */
    public Future<List<Enqueued>> submit(List<NewJob> jobs) {
        return store.enqueue(jobs);
    }

    /** Fails with {@code unknown_job}. */
    public Future<Job> find(JobId id, Principal who) {
        return store.find(id).map(job -> visible(job, id, who));
    }

    /** The caller's jobs, or everybody's for an admin. */
    public Future<List<Job>> list(Principal who, JobStatus status, long before, int most) {
        return store.list(new JobQuery(admin(who) ? null : who, status, before, most));
    }

    /**
     * One that is not over yet is cancelled; a dead letter is forgotten, which takes the scope {@code admin}; any other stays as it is.
     *
     * @return the job as it is then, or null where it is forgotten
     */
    public Future<Job> remove(JobId id, Principal who) {
        return find(id, who).compose(job -> {
            if (job.status() != JobStatus.DEAD) return store.cancel(id).map(now -> visible(now, id, who));
            requireAdmin(who);
            return store.purge(id).map(gone -> null);
        });
    }

    /** A dead letter is tried again. */
    public Future<Job> requeue(JobId id, Principal who) {
        return find(id, who).compose(job -> store.requeue(id)).map(job -> visible(job, id, who));
    }

    /** Forgets all dead letters; takes the scope {@code admin}. */
    public Future<Integer> purge(Principal who) {
        try {
            requireAdmin(who);
        } catch (FailureException refused) {
            return Future.failedFuture(refused);
        }
        return store.purge();
    }

    /** The store in numbers, for anybody. */
    public Future<JobCounts> counts() {
        return store.counts();
    }

    private static Job visible(Job job, JobId id, Principal who) {
        if (job != null && (job.order().ownedBy(who) || admin(who))) return job;
        String message =
                "job: got " + InvalidValueException.show(id) + ", expected one of this user's that is still kept";
        throw new Failure(Kind.NOT_FOUND, "unknown_job", message, "job", null).exception();
    }

    private static boolean admin(Principal who) {
        return who.scopes().contains(ADMIN);
    }

    private static void requireAdmin(Principal who) {
        if (!admin(who))
            throw Failure.of(
                            Kind.FORBIDDEN,
                            "missing_right",
                            "dead letters are purged with credentials of the scope admin")
                    .exception();
    }
}
