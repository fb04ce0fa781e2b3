package dev.sluice.model.job;

import io.vertx.core.buffer.Buffer;

/** How a worker ends its turn with a job. */
public sealed interface JobEnding {
    /** @param result JSON; never changed */
    record Completed(Buffer result) implements JobEnding {}

    /**
     * The attempt failed, and another one follows.
     *
     * @param dueMillis since 1970: not before then
     */
    record Retried(JobFault fault, long dueMillis) implements JobEnding {}

    /** The attempt failed, and was the last. */
    record Buried(JobFault fault) implements JobEnding {}

    /**
     * It was not tried: there was no room for it. Counts as no attempt.
     *
     * @param dueMillis since 1970: not before then
     */
    record Postponed(long dueMillis) implements JobEnding {}
}
