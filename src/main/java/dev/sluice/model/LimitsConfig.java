package dev.sluice.model;

import java.util.Map;

/**
 * What callers may use.
 *
 * @param enabled      whether tiers have limits at all; those of API keys hold in any case
 * @param tiers        of each user of a tier; a tier that is not in it has none
 * @param answerTokens reserved for an answer whose length its caller did not limit, until it is known how long it was
 */
public record LimitsConfig(boolean enabled, Map<Tier, Quota> tiers, int answerTokens) {
    public LimitsConfig {
        tiers = Map.copyOf(tiers);
    }

    /**
     * @param requests   a minute
     * @param tokens     of prompts and answers together, a minute
     * @param concurrent requests at the same time
     */
    public record Quota(int requests, int tokens, int concurrent) {}
}
