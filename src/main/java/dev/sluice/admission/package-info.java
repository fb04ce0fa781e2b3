/**
 * Who may go on, and when: an upstream's permits and the queue in front of them. Pure Java, no Vert.x; time comes in as a
 * clock. Entry type: {@link dev.sluice.admission.PermitQueue}, safe from any thread.
 *
 * <p>Rank 3: may import {@code model} only.
 */
package dev.sluice.admission;
