package dev.sluice.model;

import java.util.Set;

/**
 * Who calls: the outcome of authentication.
 *
 * @param user   stable id of the user within the tenant
 * @param tenant whose customers they are; answers are never shared across tenants
 * @param tier   the plan
 * @param scopes what else the caller may do: {@code publish}, {@code admin}; or {@link #ANONYMOUS}, who showed no credential
 * @param key    the hash of the API key that it came with, where that key has limits of its own; otherwise null
 */
public record Principal(String user, String tenant, Tier tier, Set<String> scopes, String key) {
    /** The scope of those who may do less: nobody knows who they are. */
    public static final String ANONYMOUS = "anonymous";

    /** Whoever came without a key that has limits of its own. */
    public Principal(String user, String tenant, Tier tier, Set<String> scopes) {
        this(user, tenant, tier, scopes, null);
    }

    public Principal {
        scopes = Set.copyOf(scopes);
    }

    /** Whether nobody knows who it is. */
    public boolean anonymous() {
        return scopes.contains(ANONYMOUS);
    }

    /** Whether the caller was given this scope; an admin has them all. */
    public boolean may(String scope) {
        return scopes.contains(scope) || scopes.contains("admin");
    }
}
