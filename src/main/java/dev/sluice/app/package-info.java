/**
 * The command line and the composition root. Entry type: {@link dev.sluice.app.Main}; each sub-command is a small class of its
 * own. Commands run on the main thread and may block.
 *
 * <p>Rank 8: may import every package; no package imports it.
 */
package dev.sluice.app;
