package dev.sluice.admission;

import dev.sluice.model.Principal;
import dev.sluice.model.Tier;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Port: what users and API keys may use, wherever their accounts are kept. Safe from any thread.
 */
public interface RateLimits {
    /**
     * Admits a request and charges the estimate, or says why not.
     *
     * @param key  limits of the API key that was used, or null
     * @param told called once, before this returns or later, on any thread; must not block
     */
    void reserve(Principal who, Allowance key, Estimate estimate, Consumer<Admission> told);

    /**
     * How the limits stand as far as this node knows, for answers that use none of them.
     *
     * @param key as in {@link #reserve}
     */
    RateState state(Principal who, Allowance key);

    /** From now on a user of each tier may use this. Accounts whose rates stay as they are go on; others begin anew. */
    void tiers(Map<Tier, Rates> rates);

    /** Accounts in memory: users and keys that have used something within the last minute or so. */
    int accounts();
}
