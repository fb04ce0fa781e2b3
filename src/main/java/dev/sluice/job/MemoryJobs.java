package dev.sluice.job;

import dev.sluice.model.FailureException;
import dev.sluice.model.InvalidValueException;
import dev.sluice.model.JobId;
import dev.sluice.model.Time;
import dev.sluice.model.job.Enqueued;
import dev.sluice.model.job.Job;
import dev.sluice.model.job.JobCounts;
import dev.sluice.model.job.JobEnding;
import dev.sluice.model.job.JobFault;
import dev.sluice.model.job.JobLease;
import dev.sluice.model.job.JobQuery;
import dev.sluice.model.job.JobRefusals;
import dev.sluice.model.job.JobStatus;
import dev.sluice.model.job.JobStore;
import dev.sluice.model.job.JobTerms;
import dev.sluice.model.job.NewJob;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Jobs in this process: for one node, and gone with it. A crossing: one step under the guard for each call, on the caller's thread, so
 * every future is complete when it is returned. Listeners are told under the guard, in the order of the changes.
 */
public final class MemoryJobs implements JobStore {
    /** In one sweep, so that nobody waits long for the guard. */
    private static final int SWEPT = 10_000;

    private final ReentrantLock guard = new ReentrantLock();
    private final JobTerms terms;
    private final Time time;
    private final JobIndex index = new JobIndex();
    private final JobKeys keys;
    private final Allotment allotment;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private long sequence;
    private long completed;
    private long failed;
    private long cancelled;

    /** @param terms how jobs age, fail and end, and how many there may be */
    public MemoryJobs(JobTerms terms, Time time) {
        this.terms = terms;
        this.time = time;
        this.keys = new JobKeys(terms.limits().jobs());
        this.allotment = new Allotment(index, terms.limits());
    }

    @Override
    public Future<List<Enqueued>> enqueue(List<NewJob> jobs) {
        if (jobs.isEmpty() || jobs.size() > MOST)
            return Future.failedFuture(new InvalidValueException("jobs", jobs.size() + " jobs", "1 to " + MOST));
        return guarded(() -> {
            long now = time.millis();
            List<Enqueued> taken = new ArrayList<>(jobs.size());
            List<NewJob> fresh = sort(jobs, taken, now);
            for (NewJob order : fresh) {
                keys.bind(order, now);
                change(Job.taken(order, ++sequence, terms, now), now);
            }
            return taken;
        });
    }

    /** Tells the new ones from those that came before, and changes nothing. */
    private List<NewJob> sort(List<NewJob> jobs, List<Enqueued> taken, long now) {
        List<NewJob> fresh = new ArrayList<>(jobs.size());
        JobKeys added = new JobKeys(jobs.size());
        for (int i = 0; i < jobs.size(); i++) {
            NewJob order = jobs.get(i);
            JobId same = added.find(order, i, now);
            JobId known = same != null ? same : keys.find(order, i, now);
            if (known == null) {
                added.bind(order, now);
                fresh.add(order);
                taken.add(new Enqueued(order.id(), JobStatus.QUEUED, false));
            } else {
                Job job = index.find(known);
                JobStatus status = same != null ? JobStatus.QUEUED : job == null ? null : job.status();
                taken.add(new Enqueued(known, status, true));
            }
        }
        allotment.admit(fresh);
        return fresh;
    }

    @Override
    public Future<List<Job>> claim(int most) {
        return guarded(() -> {
            long now = time.millis();
            List<Job> claimed = new ArrayList<>();
            for (Job next = index.next(now); next != null && claimed.size() < most; next = index.next(now))
                claimed.add(change(next.claimed(terms, now), now));
            return claimed;
        });
    }

    @Override
    public Future<Set<JobLease>> heartbeat(Collection<JobLease> held) {
        return guarded(() -> {
            long now = time.millis();
            Set<JobLease> lost = new HashSet<>();
            for (JobLease lease : held) {
                Job job = held(lease);
                if (job == null) lost.add(lease);
                else index.put(job.alive(terms, now), now);
            }
            return lost;
        });
    }

    @Override
    public Future<Boolean> end(JobLease lease, JobEnding ending) {
        return guarded(() -> {
            Job job = held(lease);
            if (job != null) end(job, ending, time.millis());
            return job != null;
        });
    }

    private void end(Job job, JobEnding ending, long now) {
        if (ending instanceof JobEnding.Completed done) {
            completed++;
            change(job.completed(terms, done.result(), now), now);
        } else if (ending instanceof JobEnding.Retried again) {
            failed++;
            change(job.waits(again.fault(), again.dueMillis()), now);
        } else if (ending instanceof JobEnding.Buried last) {
            failed++;
            change(job.buried(terms, last.fault(), now), now);
        } else if (ending instanceof JobEnding.Postponed later) {
            change(job.waits(null, later.dueMillis()), now);
        }
    }

    /** The job, if that is the lease of the worker that has it; else null. */
    private Job held(JobLease lease) {
        Job job = index.find(lease.job());
        return job != null && job.status() == JobStatus.RUNNING && job.turn() == lease.turn() ? job : null;
    }

    @Override
    public Future<Job> find(JobId id) {
        return guarded(() -> index.find(id));
    }

    @Override
    public Future<List<Job>> list(JobQuery query) {
        return guarded(() -> index.list(query));
    }

    @Override
    public Future<Job> cancel(JobId id) {
        return guarded(() -> {
            Job job = index.find(id);
            if (job == null || job.status().over()) return job;
            cancelled++;
            long now = time.millis();
            return change(job.cancelled(terms, now), now);
        });
    }

    @Override
    public Future<Job> requeue(JobId id) {
        return guarded(() -> {
            Job job = index.find(id);
            if (job == null) return null;
            if (job.status() != JobStatus.DEAD)
                throw JobRefusals.notDead(id, job.status().wire());
            long now = time.millis();
            return change(job.revived(terms, now), now);
        });
    }

    @Override
    public Future<Boolean> purge(JobId id) {
        return guarded(() -> {
            Job job = index.find(id);
            boolean dead = job != null && job.status() == JobStatus.DEAD;
            if (dead) index.remove(id);
            return dead;
        });
    }

    @Override
    public Future<Integer> purge() {
        return guarded(() -> {
            List<Job> dead = index.all(JobStatus.DEAD);
            for (Job job : dead) index.remove(job.id());
            return dead.size();
        });
    }

    @Override
    public Future<JobCounts> counts() {
        return guarded(() -> new JobCounts(
                index.size(JobStatus.QUEUED),
                index.size(JobStatus.RUNNING),
                index.size(JobStatus.DEAD),
                completed,
                failed,
                cancelled));
    }

    @Override
    public Future<Void> sweep() {
        return guarded(() -> {
            long now = time.millis();
            Job over = index.overdue(now);
            for (int i = 0; over != null && i < SWEPT; i++, over = index.overdue(now)) settle(over, now);
            keys.sweep(now);
            return null;
        });
    }

    private void settle(Job job, long now) {
        if (job.status().over()) {
            index.remove(job.id());
        } else if (job.status() == JobStatus.QUEUED) {
            long waited = now - Math.max(job.created(), job.order().notBefore());
            change(job.buried(terms, JobFault.expired(waited), now), now);
        } else {
            JobFault lost = JobFault.lost(terms.visibleMillis());
            boolean again = job.attempts() < terms.attempts();
            end(job, again ? new JobEnding.Retried(lost, now) : new JobEnding.Buried(lost), now);
        }
    }

    @Override
    public void listen(Listener listener) {
        listeners.add(listener);
    }

    private Job change(Job next, long now) {
        index.put(next, now);
        for (Listener listener : listeners) listener.changed(next);
        return next;
    }

    private <T> Future<T> guarded(Supplier<T> step) {
        guard.lock();
        try {
            return Future.succeededFuture(step.get());
        } catch (FailureException refused) {
            return Future.failedFuture(refused);
        } finally {
            guard.unlock();
        }
    }
}
