/**
 * From a YAML file and the environment to a validated {@link dev.sluice.model.Config}. Entry type:
 * {@link dev.sluice.app.config.ConfigLoader}. A file goes through four steps: YAML to a {@code Tree}, typed values by
 * {@code Section}, records by the {@code *Sections} classes, and {@code CrossChecks} over the whole. Every step adds to one list
 * of faults and goes on, so that a person sees all mistakes at once.
 *
 * <p>Runs once, on the thread that starts the node; nothing here knows an event loop. Part of {@code app}, rank 8; of the house
 * it needs {@code model}, and of those above it what alone can tell whether a value will do: patterns, keys, templates, usual terms.
 */
package dev.sluice.app.config;
