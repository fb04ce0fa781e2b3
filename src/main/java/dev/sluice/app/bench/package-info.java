/**
 * {@code sluice bench}: asks an OpenAI-compatible endpoint many times and tells how it did. Entry type:
 * {@link dev.sluice.app.bench.BenchCommand}. A run, its calls and its tally belong to one event loop; the command waits for it.
 *
 * <p>Part of {@code app}, rank 8; of the house it needs {@code sse} alone, since what it measures need not be Sluice.
 */
package dev.sluice.app.bench;
