package dev.sluice.ops;

import dev.sluice.job.JobObserver;
import dev.sluice.model.job.Job;
import dev.sluice.model.job.JobCounts;
import dev.sluice.model.job.JobStore;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of jobs, as meters. Safe from any thread. */
public final class JobMetrics implements JobObserver, JobStore.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(JobMetrics.class);
    /** Seconds: from a moment to six hours. */
    private static final Buckets WAITS = new Buckets(.1, 1, 10, 60, 600, 3600, 21600);

    private final Meters meters;
    private final Meters.Family<Counter> changes;
    private final Meters.Family<Timer> attempts;
    private final Meters.Family<Timer> waits;
    private final Meters.Family<Counter> failures;
    /** As the store was last looked at: asking it takes time. */
    private volatile JobCounts counts = JobCounts.NONE;

    public JobMetrics(MeterRegistry registry) {
        meters = new Meters(registry);
        changes = meters.counters("job_changes", "Jobs that came to a status", "status");
        attempts = meters.timers("job_attempt", "Attempts at jobs, from begin to end", WAITS, "outcome");
        waits = meters.timers("job_wait", "From the moment a job might begin until it did", WAITS, "priority");
        failures = meters.counters("job_store_failures", "Calls to the jobs' store that failed", "call");
        gauge("enqueued", JobCounts::enqueued);
        gauge("running", JobCounts::running);
        gauge("dead", JobCounts::dead);
        gauge("completed", JobCounts::completed);
        gauge("failed", JobCounts::failed);
        gauge("cancelled", JobCounts::cancelled);
    }

    private void gauge(String state, ToLongFunction<JobCounts> of) {
        meters.gauge("jobs", "Jobs held, by state", () -> of.applyAsLong(counts), "state", state);
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
