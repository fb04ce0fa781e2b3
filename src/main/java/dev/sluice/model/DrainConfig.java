package dev.sluice.model;

import java.time.Duration;

/**
 * How the node goes when it is told to.
 *
 * @param window        readers are sent away within this, and requests are still taken: balancers need a while to notice
 * @param reconnectRate readers that may come back to the other nodes, in a second
 * @param timeout       what has not ended after this is cut
 */
public record DrainConfig(Duration window, int reconnectRate, Duration timeout) {}
