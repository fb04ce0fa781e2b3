package dev.sluice.edge;

import dev.sluice.model.Config;
import dev.sluice.model.Principal;
import java.util.List;

/**
 * The configured API keys, by their hashes. Immutable. Keys are random, so that an unsalted hash gives nothing away, and few, so
 * that each look-up compares with all of them: how long it takes says nothing about which one came near.
 */
public final class ApiKeys {
    private record Entry(CredentialDigest digest, Principal principal) {}

    private final List<Entry> entries;

    /** @param keys as configured, each by its hash */
    public ApiKeys(List<Config.ApiKey> keys) {
        entries = keys.stream()
                .map(k -> new Entry(CredentialDigest.parse(k.hash()), k.principal()))
                .toList();
    }

    /** @return null where it is none of the keys */
    public Principal find(CredentialDigest credential) {
        Principal found = null;
        for (Entry entry : entries) if (entry.digest.equals(credential)) found = entry.principal;
        return found;
    }
}
