/**
 * The words of background jobs, and {@link dev.sluice.model.job.JobStore}, the port behind which they live. Everything here is
 * immutable; any thread.
 *
 * <p>Belongs to {@code model}, and imports what that may.
 */
package dev.sluice.model.job;
