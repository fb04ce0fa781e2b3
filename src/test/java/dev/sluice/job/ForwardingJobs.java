package dev.sluice.job;

import dev.sluice.model.JobId;
import dev.sluice.model.job.Enqueued;
import dev.sluice.model.job.Job;
import dev.sluice.model.job.JobCounts;
import dev.sluice.model.job.JobEnding;
import dev.sluice.model.job.JobLease;
import dev.sluice.model.job.JobQuery;
import dev.sluice.model.job.JobStore;
import dev.sluice.model.job.NewJob;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Another store behind a door that a test may close. */
abstract class ForwardingJobs implements JobStore {
    private final JobStore store;

    ForwardingJobs(JobStore store) {
        this.store = store;
    }

    abstract <T> Future<T> ask(Supplier<Future<T>> call);

    @Override
    public Future<List<Enqueued>> enqueue(List<NewJob> jobs) {
        return ask(() -> store.enqueue(jobs));
    }

    @Override
    public Future<List<Job>> claim(int most) {
        return ask(() -> store.claim(most));
    }

    @Override
    public Future<Set<JobLease>> heartbeat(Collection<JobLease> held) {
        return ask(() -> store.heartbeat(held));
    }

    @Override
    public Future<Boolean> end(JobLease lease, JobEnding ending) {
        return ask(() -> store.end(lease, ending));
    }

    @Override
    public Future<Job> find(JobId id) {
        return ask(() -> store.find(id));
    }

    @Override
    public Future<List<Job>> list(JobQuery query) {
        return ask(() -> store.list(query));
    }

    @Override
    public Future<Job> cancel(JobId id) {
        return ask(() -> store.cancel(id));
    }

    @Override
    public Future<Job> requeue(JobId id) {
        return ask(() -> store.requeue(id));
    }

    @Override
    public Future<Boolean> purge(JobId id) {
        return ask(() -> store.purge(id));
    }

    @Override
    public Future<Integer> purge() {
        return ask(store::purge);
    }

    @Override
    public Future<JobCounts> counts() {
        return ask(store::counts);
    }

    @Override
    public Future<Void> sweep() {
        return ask(store::sweep);
    }

    @Override
    public void listen(Listener listener) {
        store.listen(listener);
    }
}
