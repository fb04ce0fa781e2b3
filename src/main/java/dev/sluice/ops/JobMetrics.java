package dev.sluice.ops;

import dev.sluice.job.JobObserver;
import dev.sluice.model.job.Job;
import dev.sluice.model.job.JobCounts;
import dev.sluice.model.job.JobStore;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of jobs, as Micrometer meters: {@code jobs} (by state), {@code job_changes} (by status), {@code job_attempt_seconds} (by
 * outcome) and {@code job_wait_seconds} (by priority). Safe from any thread.
 */
public final class JobMetrics implements JobObserver, JobStore.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(JobMetrics.class);
    private static final Duration[] WAITS = {
        Duration.ofMillis(100),
        Duration.ofSeconds(1),
        Duration.ofSeconds(10),
        Duration.ofMinutes(1),
        Duration.ofMinutes(10),
        Duration.ofHours(1),
        Duration.ofHours(6)
    };

    private final MeterRegistry registry;
    /** As the store was last looked at: asking it takes time. */
    private volatile JobCounts counts = JobCounts.NONE;

    public JobMetrics(MeterRegistry registry) {
        this.registry = registry;
        gauge("enqueued", JobCounts::enqueued);
        gauge("running", JobCounts::running);
        gauge("dead", JobCounts::dead);
        gauge("completed", JobCounts::completed);
        gauge("failed", JobCounts::failed);
        gauge("cancelled", JobCounts::cancelled);
    }

    private void gauge(String state, ToLongFunction<JobCounts> of) {
        Gauge.builder("jobs", () -> of.applyAsLong(counts))
                .tag("state", state)
                .strongReference(true)
                .register(registry);
    }

    /** How the store stands now. */
    public void counts(JobCounts now) {
        counts = now;
    }

    @Override
    public void changed(Job job) {
        registry.counter("job_changes", "status", job.status().wire()).increment();
    }

    @Override
    public void attempted(String outcome, long nanos) {
        Timer.builder("job_attempt")
                .tag("outcome", outcome)
                .serviceLevelObjectives(WAITS)
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void waited(int priority, long millis) {
        Timer.builder("job_wait")
                .tag("priority", String.format(Locale.ROOT, "%02d", priority))
                .serviceLevelObjectives(WAITS)
                .register(registry)
                .record(millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void storeFailed(String what, Throwable cause) {
        registry.counter("job_store_failures", "call", what).increment();
        LOG.debug("jobs: {} failed: {}", what, cause.toString());
    }
}
