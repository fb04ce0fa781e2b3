/**
 * What AI providers say and mean: requests, chunks, errors, one class family for each dialect. No I/O, any thread.
 * Entry types: {@link dev.sluice.dialect.ChatRequest}, what a caller asks; {@link dev.sluice.dialect.Speech}, how a provider is asked
 * and understood; and for the dialect that the others are translated to and from {@link dev.sluice.dialect.OpenAiRequest}, {@link dev.sluice.dialect.OpenAiChunks},
 * {@link dev.sluice.dialect.OpenAiErrors}.
 *
 * <p>Rank 3: may import {@code model} and {@code sse} only.
 */
package dev.sluice.dialect;
