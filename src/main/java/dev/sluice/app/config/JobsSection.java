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
                atMost(s, "visibility", Duration.ofSeconds(30), Duration.ofMillis(100)),
                s.integer("attempts", 4, 1, 100),
                atMost(s, "backoff", SECOND, MILLISECOND),
                atMost(s, "backoff_max", Duration.ofMinutes(1), MILLISECOND),
                atMost(s, "quantum", SECOND.multipliedBy(30), Duration.ZERO),
                atMost(s, "result_retention", Duration.ofHours(1), SECOND),
                atMost(s, "task_retention", Duration.ofHours(24), SECOND),
                s.integer("max_jobs", 100_000, 1, MILLIONS),
                s.size("max_bytes", 256 * MIB, 64 << 10, 1L << 42),
                s.integer("batch_concurrency", 16, 1, 1_000));
        if (jobs.backoff().compareTo(jobs.backoffMax()) > 0)
            s.fault(
                    "backoff",
                    DurationText.format(jobs.backoff()),
                    "at most backoff_max, which is " + DurationText.format(jobs.backoffMax()));
        s.end();
        return jobs;
    }

    private static Duration atMost(Section s, String key, Duration usual, Duration least) {
        Duration read = s.duration(key, usual, least);
        if (read.compareTo(LONGEST) <= 0) return read;
        s.fault(key, DurationText.format(read), "at most " + DurationText.format(LONGEST));
        return usual;
    }
}
