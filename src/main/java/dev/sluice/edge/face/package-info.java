/**
 * The faces of the drop-in API: how each dialect asks, and how it is answered. Inside the house a request is an
 * {@link dev.sluice.dialect.OpenAiRequest} and an answer is OpenAI's chunks; a face translates at the door, and does nothing else.
 * Entry type: {@link dev.sluice.edge.face.Face}.
 *
 * <p>Part of rank 7, below the rest of {@code edge}: knows dialects, not HTTP.
 */
package dev.sluice.edge.face;
