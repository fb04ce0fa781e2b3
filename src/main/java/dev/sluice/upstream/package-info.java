/**
 * The side that faces the providers: endpoints, and one call to an AI provider. Entry type:
 * {@link dev.sluice.upstream.Upstream}. Everything here belongs to the event loop that made it.
 *
 * <p>Rank 4: may import {@code model}, {@code sse}, {@code dialect}, {@code admission} and {@code log}; not {@code channel}, not
 * {@code hub}.
 */
package dev.sluice.upstream;
