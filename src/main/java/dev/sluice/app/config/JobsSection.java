package dev.sluice.app.config;

import dev.sluice.model.JobsConfig;
import dev.sluice.model.job.JobLimits;
import java.time.Duration;

/** {@code jobs}: who does them, how often, in which order, and how long they are kept. */
final class JobsSection {
    private static final long MIB = 1L << 20;
    private static final long SMALLEST = 64 << 10;
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
                limits(s),
                s.integer("batch_concurrency", 16, 1, 1_000));
        s.atMost("backoff", jobs.backoff(), "backoff_max", jobs.backoffMax());
        s.end();
        return jobs;
    }

    /** A limit that is not written yields to one that is, and includes it. */
    private static JobLimits limits(Section s) {
        int jobs = s.integer("max_jobs", 100_000, 1, MILLIONS);
        long bytes = s.size("max_bytes", 256 * MIB, SMALLEST, 1L << 42);
        int queued = s.integer("max_queued", Math.min(50_000, jobs), 1, MILLIONS);
        if (queued > jobs) queued = above(s, "max_queued", queued, "max_jobs", jobs);
        int own = s.integer("max_queued_per_user", Math.min(10_000, queued), 1, MILLIONS);
        if (own > queued) own = above(s, "max_queued_per_user", own, "max_queued", queued);
        long ownBytes = s.size("max_bytes_per_user", Math.max(SMALLEST, bytes / 4), SMALLEST, 1L << 42);
        if (ownBytes > bytes) {
            s.fault(
                    "max_bytes_per_user",
                    SizeText.format(ownBytes),
                    "at most max_bytes, which is " + SizeText.format(bytes));
            ownBytes = bytes;
        }
        return new JobLimits(jobs, bytes, queued, own, ownBytes);
    }

    private static int above(Section s, String key, int value, String bound, int most) {
        s.fault(key, Integer.toString(value), "at most " + bound + ", which is " + most);
        return most;
    }
}
