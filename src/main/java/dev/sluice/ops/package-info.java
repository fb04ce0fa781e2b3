/**
 * What operators see: implements the rooms' observers with Micrometer, and serves them with health and readiness on the management
 * port. Entry types: {@link dev.sluice.ops.Metrics}, {@link dev.sluice.ops.ManagementVerticle}.
 *
 * <p>Rank 7: may import everything below; not {@code app}, not {@code edge}.
 */
package dev.sluice.ops;
