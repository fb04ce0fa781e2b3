package dev.sluice.hub;

import dev.sluice.admission.PermitQueue;
import dev.sluice.upstream.UpstreamState;

/**
 * An upstream as requests meet it: the line in front, and what is behind.
 *
 * @param state   its endpoints and keys; a change of its configuration makes another one
 * @param permits its line; stays the same as long as it can
 */
public record Provider(UpstreamState state, PermitQueue permits) {}
