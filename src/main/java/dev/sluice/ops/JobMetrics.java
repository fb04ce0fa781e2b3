package dev.sluice.ops;

import dev.sluice.job.JobObserver;
import dev.sluice.model.job.Job;
import dev.sluice.model.job.JobCounts;
import dev.sluice.model.job.JobStore;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of jobs, as meters. Safe from any thread. */
public final class JobMetrics implements JobObserver, JobStore.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(JobMetrics.class);

    private final Meters.Family<Counter> changes;
    private final Meters.Family<Timer> attempts;
    private final Meters.Family<Timer> waits;
    private final Meters.Family<Counter> failures;
    /** As the store was last looked at: asking it takes time. */
    private volatile JobCounts counts = JobCounts.NONE;

    JobMetrics(Meters meters) {
        changes = meters.counters("job_changes", "Jobs that came to a status", "status");
        attempts = meters.timers(
                "job_attempt", "Attempts of this node's workers, by how they ended", Buckets.LATENCY, "outcome");
        waits = meters.timers("job_wait", "From when a job might run to its first attempt", Buckets.LONG, "priority");
        failures = meters.counters("job_store_failures", "Calls of the job store that failed", "call");
        for (String call : List.of("claim", "heartbeat", "end", "sweep", "counts")) failures.of(call);
        gauge(meters, "enqueued", JobCounts::enqueued);
        gauge(meters, "running", JobCounts::running);
        gauge(meters, "completed", JobCounts::completed);
        gauge(meters, "failed", JobCounts::failed);
        gauge(meters, "dead", JobCounts::dead);
        gauge(meters, "cancelled", JobCounts::cancelled);
    }

    private void gauge(Meters meters, String state, ToLongFunction<JobCounts> of) {
        meters.gauge("jobs", "The store of jobs in numbers", () -> of.applyAsLong(counts), "state", state);
    }

    /** How the store stands now. */
    public void counts(JobCounts now) {
        counts = now;
    }

    @Override
    public void changed(Job job) {
        changes.of(job.status().wire()).increment();
    }

    @Override
    public void attempted(String outcome, long nanos) {
        attempts.of(outcome).record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void waited(int priority, long millis) {
        waits.of(String.format(Locale.ROOT, "%02d", priority)).record(millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void storeFailed(String what, Throwable cause) {
        failures.of(what).increment();
        LOG.debug("jobs: {} failed: {}", what, cause.toString());
    }
}
