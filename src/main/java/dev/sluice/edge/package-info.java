/**
 * The HTTP face: who calls, what they ask for, and how they are answered. One {@link dev.sluice.edge.EdgeVerticle} for each event
 * loop, one small class for each resource, and one map from failures to answers ({@link dev.sluice.edge.Answers}). Everything here
 * belongs to the verticle's loop unless it says otherwise.
 *
 * <p>Rank 7: may import everything below; not {@code app}.
 */
package dev.sluice.edge;
