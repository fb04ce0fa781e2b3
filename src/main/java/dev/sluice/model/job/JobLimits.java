package dev.sluice.model.job;

import dev.sluice.model.InvalidValueException;

/**
 * How much a job store takes, and how much of that one user gets. Only what is submitted is measured by them: a job that is tried
 * again, or a dead letter that is sent around again, was taken already, and results may grow past the bytes.
 *
 * @param jobs          held at a time, whatever their status
 * @param bytes         of their requests and results together, roughly
 * @param queued        that wait at a time, for their turn, their time or their next attempt
 * @param queuedPerUser of one user, likewise
 * @param bytesPerUser  of all that is held for one user
 */
public record JobLimits(int jobs, long bytes, int queued, int queuedPerUser, long bytesPerUser) {
    /** One of them, in the order in which they are looked at: whoever has met his own is told so, whatever the others have. */
    public enum Limit {
        USER_QUEUED("max_queued_per_user"),
        USER_BYTES("max_bytes_per_user"),
        QUEUED("max_queued"),
        JOBS("max_jobs"),
        BYTES("max_bytes");

        private final String key;

        Limit(String key) {
            this.key = key;
        }

        /** Its name in the configuration, below {@code jobs}. */
        public String key() {
            return key;
        }

        boolean ofUser() {
            return this == USER_QUEUED || this == USER_BYTES;
        }
    }

    public JobLimits {
        if (jobs < 1) throw new InvalidValueException(Limit.JOBS.key, jobs, "1 or more");
        if (bytes < 1) throw new InvalidValueException(Limit.BYTES.key, bytes, "1 or more");
        within(Limit.QUEUED, queued, jobs);
        within(Limit.USER_QUEUED, queuedPerUser, queued);
        within(Limit.USER_BYTES, bytesPerUser, bytes);
    }

    /** One user may have all of it. */
    public static JobLimits of(int jobs, long bytes) {
        return new JobLimits(jobs, bytes, jobs, jobs, bytes);
    }

    public long of(Limit limit) {
        return switch (limit) {
            case USER_QUEUED -> queuedPerUser;
            case USER_BYTES -> bytesPerUser;
            case QUEUED -> queued;
            case JOBS -> jobs;
            case BYTES -> bytes;
        };
    }

    private static void within(Limit limit, long value, long most) {
        if (value < 1 || value > most) throw new InvalidValueException(limit.key, value, "1 to " + most);
    }
}
