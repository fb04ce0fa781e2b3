package dev.sluice.model;

import java.util.Set;

/**
 * Who calls: the outcome of authentication.
 *
 * @param user   stable id of the user within the tenant
 * @param tenant whose customers they are; answers are never shared across tenants
 * @param tier   the plan
 * @param scopes what else the caller may do: {@code publish}, {@code admin}
 * @param key    the hash of the API key that it came with, where that key has limits of its own; otherwise null
 */
public record Principal(String user, String tenant, Tier tier, Set<String> scopes, String key) {
    /** Whoever came without a key that has limits of its own. */
    public Principal(String user, String tenant, Tier tier, Set<String> scopes) {
        this(user, tenant, tier, scopes, null);
    }

    public Principal {
        scopes = Set.copyOf(scopes);
    }
}
