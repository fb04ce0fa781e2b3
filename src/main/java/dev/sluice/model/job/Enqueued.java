package dev.sluice.model.job;

import dev.sluice.model.JobId;

/**
 * What became of a new job.
 *
 * @param id       the job's; that of the first one where its key came before
 * @param status   null where that first one is not held any more
 * @param repeated whether the key came before, so that nothing new was taken
 */
public record Enqueued(JobId id, JobStatus status, boolean repeated) {}
