/**
 * Measures what a node costs: server CPU for each piece of work, read from the kernel's account of the server's process. Not a test:
 * nothing here is run by the build, and nothing asserts a time. {@code docs/performance.md} says how to run it, and what came out.
 */
package dev.sluice.bench;
