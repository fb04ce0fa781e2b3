/**
 * Who may go on, and when. First the {@link dev.sluice.admission.Limits}: an {@link dev.sluice.admission.Estimate} of
 * the tokens is reserved, or the request is refused, and the truth is settled when it has ended. Then the {@link
 * dev.sluice.admission.PermitQueue} of its upstream: {@link dev.sluice.admission.FairPermits}, a semaphore with a
 * fair line in front, whose number of permits may be fixed or adapt itself.
 *
 * <p>Pure Java, no Vert.x; time comes in as a clock. The entry types are safe from any thread, and never call back
 * under a guard.
 *
 * <p>Rank 3: may import {@code model} only.
 */
package dev.sluice.admission;
