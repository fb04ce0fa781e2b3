/**
 * The front door: the command line, and the composition root that builds a node, starts, drains and stops it. The only
 * room that knows every other one and which store is in use. Entry type: {@link dev.sluice.app.Main}.
 *
 * <p>Rank 8: may import everything; nothing may import it.
 */
package dev.sluice.app;
