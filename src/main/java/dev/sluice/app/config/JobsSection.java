package dev.sluice.app.config;

import dev.sluice.model.JobsConfig;
import java.time.Duration;

/** {@code jobs}: who does them, how often, in which order, and how long they are kept. */
final class JobsSection {
    private static final long MIB = 1L << 20;
    private static final int MILLIONS = 10_000_000;
    private static final Duration MILLISECOND = Duration.ofMillis(1);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(30);

    private JobsSection() {}

    static JobsConfig read(Section s) {
        JobsConfig jobs = new JobsConfig(
                s.integer("workers", 1, 0, 64),
                s.integer("concurrency", 8, 1, 10_000),
                s.integer("permits_percent", 75, 1, 100),
                s.duration("visibility", Duration.ofSeconds(30), Duration.ofMillis(100), LONGEST),
                s.integer("attempts", 4, 1, 100),
                s.duration("backoff", SECOND, MILLISECOND, LONGEST),
                s.duration("backoff_max", Duration.ofMinutes(1), MILLISECOND, LONGEST),
                s.duration("quantum", SECOND.multipliedBy(30), Duration.ZERO, LONGEST),
                s.duration("result_retention", Duration.ofHours(1), SECOND, LONGEST),
                s.duration("task_retention", Duration.ofHours(24), SECOND, LONGEST),
                s.integer("max_jobs", 100_000, 1, MILLIONS),
                s.size("max_bytes", 256 * MIB, 64 << 10, 1L << 42),
                s.integer("batch_concurrency", 16, 1, 1_000));
        s.atMost("backoff", jobs.backoff(), "backoff_max", jobs.backoffMax());
        s.end();
        return jobs;
    }
}
