package dev.sluice.model;

import java.util.Set;

/**
 * Who calls: the outcome of authentication.
 *
 * @param user   stable id of the user within the tenant
 * @param tenant whose customers they are; answers are never shared across tenants
 * @param tier   the plan
 * @param scopes what else the caller may do: {@code publish}, {@code admin}
 */
public record Principal(String user, String tenant, Tier tier, Set<String> scopes) {
    public Principal {
        scopes = Set.copyOf(scopes);
    }
}
