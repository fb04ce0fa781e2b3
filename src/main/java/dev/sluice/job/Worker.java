package dev.sluice.job;

import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import dev.sluice.model.JobId;
import dev.sluice.model.Time;
import dev.sluice.model.job.Job;
import dev.sluice.model.job.JobEnding;
import dev.sluice.model.job.JobLease;
import dev.sluice.model.job.JobStatus;
import dev.sluice.model.job.JobStore;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Does jobs, some at a time: claims one where there is room for it, says that it lives, tells the store how it ended. Belongs to one
 * event loop; whoever owns it calls {@link #tick}, {@link #beat} and {@link #changed} there.
 *
 * <p>A job that is not its any more (cancelled, or taken away since nothing was heard of it) is dropped, and its provider's call ended.
 * An ending that the store could not be told is told again with each tick.
 */
final class Worker {
    private record Run(Job job, Work work, long beganNanos) {}

    private static final int LOOKS = 32;

    private final JobStore store;
    private final Work.Trade trade;
    private final int concurrency;
    private final Verdict verdict;
    private final Time time;
    private final BooleanSupplier ready;
    private final JobObserver observer;
    private final Map<JobId, Run> runs = new HashMap<>();
    private final Map<JobLease, JobEnding> untold = new HashMap<>();
    /** How often it may still claim in vain before the next tick: a line for an upstream without room is not turned over at once. */
    private int looks = LOOKS;

    private boolean claiming;
    private boolean closed;

    /**
     * @param concurrency jobs at a time
     * @param ready       whether this node takes new work
     */
    Worker(
            JobStore store,
            Work.Trade trade,
            int concurrency,
            Verdict verdict,
            Time time,
            BooleanSupplier ready,
            JobObserver observer) {
        this.store = store;
        this.trade = trade;
        this.concurrency = concurrency;
        this.verdict = verdict;
        this.time = time;
        this.ready = ready;
        this.observer = observer;
    }

    /** Several times a second: time has passed, jobs may be due and permits may be free. */
    void tick() {
        Map<JobLease, JobEnding> again = new HashMap<>(untold);
        untold.clear();
        again.forEach(this::tell);
        looks = LOOKS;
        fill();
    }

    /** Several times within the time after which a silent worker loses its jobs. */
    void beat() {
        Set<JobLease> held = new HashSet<>(untold.keySet());
        for (Run run : runs.values()) held.add(run.job.lease());
        if (held.isEmpty()) return;
        store.heartbeat(held)
                .onSuccess(lost -> lost.forEach(this::lose))
                .onFailure(cause -> observer.storeFailed("heartbeat", cause));
    }

    /** The store says that a job stands differently. */
    void changed(Job job) {
        Run run = runs.get(job.id());
        // What is told of an earlier turn may come late.
        boolean later = run != null && job.turn() > run.job.turn();
        boolean over = run != null && job.turn() == run.job.turn() && job.status() != JobStatus.RUNNING;
        if (later || over) lose(run.job.lease());
        if (job.status() == JobStatus.QUEUED && job.due() <= time.millis()) fill();
    }

    /** Jobs that it has now. */
    int running() {
        return runs.size();
    }

    private void fill() {
        if (closed || claiming || looks == 0 || !ready.getAsBoolean()) return;
        int room = Math.min(concurrency - runs.size(), trade.room());
        if (room <= 0) return;
        claiming = true;
        store.claim(room).onComplete(claimed -> {
            claiming = false;
            if (claimed.failed()) observer.storeFailed("claim", claimed.cause());
            else {
                if (!begin(claimed.result())) looks--;
                if (claimed.result().size() == room) fill();
            }
        });
    }

    /** Whether any of them could begin. */
    private boolean begin(List<Job> jobs) {
        boolean any = false;
        for (Job job : jobs) any |= begin(job);
        return any;
    }

    private boolean begin(Job job) {
        if (closed) {
            tell(job.lease(), new JobEnding.Postponed(time.millis()));
            return false;
        }
        Run run;
        try {
            if (!trade.room(job.order())) {
                tell(job.lease(), verdict.later(job, time.millis(), 0));
                return false;
            }
            run = new Run(job, trade.begin(job.order()), time.nanos());
        } catch (FailureException never) {
            tell(job.lease(), verdict.of(job, never.failure(), time.millis()));
            return false;
        }
        if (job.turn() == 1)
            observer.waited(
                    job.order().priority(),
                    time.millis() - Math.max(job.created(), job.order().notBefore()));
        runs.put(job.id(), run);
        run.work.result().onComplete(done -> ended(run, done));
        return true;
    }

    private void ended(Run run, AsyncResult<Buffer> done) {
        if (!runs.remove(run.job.id(), run)) return;
        JobEnding ending = done.succeeded()
                ? new JobEnding.Completed(done.result())
                : verdict.of(run.job, failure(done.cause()), time.millis());
        observer.attempted(word(ending), time.nanos() - run.beganNanos);
        tell(run.job.lease(), ending);
        fill();
    }

    private static Failure failure(Throwable cause) {
        if (cause instanceof FailureException known) return known.failure();
        return Failure.of(Failure.Kind.INTERNAL, "internal", "an error of ours: " + cause);
    }

    private static String word(JobEnding ending) {
        if (ending instanceof JobEnding.Completed) return "completed";
        if (ending instanceof JobEnding.Retried) return "retried";
        return ending instanceof JobEnding.Buried ? "dead" : "postponed";
    }

    private Future<Boolean> tell(JobLease lease, JobEnding ending) {
        return store.end(lease, ending).onFailure(cause -> {
            observer.storeFailed("end", cause);
            untold.put(lease, ending);
        });
    }

    private void lose(JobLease lease) {
        untold.remove(lease);
        Run run = runs.get(lease.job());
        if (run == null || !run.job.lease().equals(lease)) return;
        runs.remove(lease.job());
        run.work.cancel();
        observer.attempted("lost", time.nanos() - run.beganNanos);
    }

    /** Gives back what it has. Idempotent. */
    Future<Void> close() {
        if (closed) return Future.succeededFuture();
        closed = true;
        List<Future<Boolean>> told = new ArrayList<>();
        untold.forEach((lease, ending) -> told.add(store.end(lease, ending)));
        for (Run run : List.copyOf(runs.values())) {
            runs.remove(run.job.id());
            run.work.cancel();
            told.add(store.end(run.job.lease(), new JobEnding.Postponed(time.millis())));
        }
        return Future.join(told).otherwiseEmpty().mapEmpty();
    }
}
