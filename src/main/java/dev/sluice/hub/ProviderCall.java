package dev.sluice.hub;

import dev.sluice.model.Tier;
import dev.sluice.model.Usage;

/**
 * What was asked of providers for one answer, and is over; whoever shares the answer.
 *
 * @param model    of the route, as it is configured
 * @param tier     of whoever asked first
 * @param status   as in {@link Ended}
 * @param usage    null where the provider never told
 * @param costUsd  by the price table; of what was counted here, where the provider never told
 * @param streamed whether the answer came as a stream
 */
public record ProviderCall(
        String model, Tier tier, Way way, String status, Usage usage, double costUsd, boolean streamed) {}
