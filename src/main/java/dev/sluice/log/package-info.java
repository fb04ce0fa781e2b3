/**
 * The append-only log of each stream, and the node's set of them. Entry types: {@link dev.sluice.log.StreamLog},
 * {@link dev.sluice.log.Logs}. One thread appends to a log (its owner's); any thread reads: these two classes are crossings and
 * guard themselves. Pure but for {@code Buffer}; time comes in as an argument.
 *
 * <p>Rank 3: may import {@code model} only.
 */
package dev.sluice.log;
