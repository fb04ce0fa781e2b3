package dev.sluice.model.job;

import dev.sluice.model.JobId;

/**
 * The right to end one job, from its claim until the store gives the job to somebody else. A fencing token: what comes with an old
 * turn changes nothing.
 *
 * @param turn how often the job has been claimed by then: 1, 2, 3 …
 */
public record JobLease(JobId job, int turn) {}
