/**
 * The faces of the drop-in API: how each dialect asks, and how it is answered. A face keeps what was asked as it came, in a {@link
 * dev.sluice.dialect.ChatRequest}, and writes the answer in its dialect, whether it comes in that or as OpenAI's chunks.
 * Entry type: {@link dev.sluice.edge.face.Face}.
 *
 * <p>Part of rank 7, below the rest of {@code edge}: knows dialects, not HTTP.
 */
package dev.sluice.edge.face;
