/**
 * Joins the steps: takes a request from the edge, waits for its permit, reads the provider's answer into a log, and ends it once.
 * Entry types: {@link dev.sluice.hub.Hub} (any thread), {@link dev.sluice.hub.Completion} and {@link dev.sluice.hub.JsonExchange}
 * (each belongs to the event loop that it was begun on).
 *
 * <p>Rank 5: may import {@code channel}, {@code upstream}, {@code admission}, {@code log}, {@code dialect}, {@code sse} and
 * {@code model}.
 */
package dev.sluice.hub;
