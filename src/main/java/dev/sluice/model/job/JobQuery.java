package dev.sluice.model.job;

import dev.sluice.model.Principal;

/**
 * Which jobs are to be listed, the newest first.
 *
 * @param owner  whose; null for everybody's
 * @param status null for any
 * @param before only jobs with a lower sequence; {@link Long#MAX_VALUE} for the newest
 * @param most   how many, 1 to {@value #MOST}
 */
public record JobQuery(Principal owner, JobStatus status, long before, int most) {
    /** Rows of one page, at most. */
    public static final int MOST = 1000;
}
