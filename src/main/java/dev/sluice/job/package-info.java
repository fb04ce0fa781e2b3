/**
 * Background jobs: work that its submitter does not wait for, done with the permits that others leave. Entry types: {@link
 * dev.sluice.job.Jobs}, what submitters can ask of them, and {@link dev.sluice.job.JobVerticle}, which does them, each on the event loop
 * it is deployed on. {@link dev.sluice.job.MemoryJobs} is the store of a single node. {@link dev.sluice.job.Answer} is one answer as
 * one value, {@link dev.sluice.job.Batch} many of them, {@link dev.sluice.job.Template} a prompt with holes.
 *
 * <p>Rank 6: may import {@code hub} and what lies below it.
 */
package dev.sluice.job;
