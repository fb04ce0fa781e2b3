/**
 * The live page for operators: reads the node's meters once a second into a feed of Sluice's own, and shows them. Entry type: {@link
 * dev.sluice.ops.stats.StatsPage}. Runs on the management port's loop.
 */
package dev.sluice.ops.stats;
