package dev.sluice.edge;

import dev.sluice.model.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tokens that were verified a moment ago, by digest, so that a page's burst of requests costs one signature. Belongs to one event
 * loop. Bounded; the one that was not used for longest goes first. Brief, so that a key that is withdrawn stops working.
 */
final class VerifiedTokens {
    static final Duration LONGEST = Duration.ofMinutes(1);
    static final int MOST = 4096;

    private record Entry(Principal principal, Instant until) {}

    private final Map<CredentialDigest, Entry> entries = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<CredentialDigest, Entry> eldest) {
            return size() > MOST;
        }
    };

    /** @return null where it is not known, or not any more */
    Principal find(CredentialDigest token, Instant now) {
        Entry entry = entries.get(token);
        if (entry == null) return null;
        if (now.isBefore(entry.until)) return entry.principal;
        entries.remove(token);
        return null;
    }

    /** @param until when the token expires, or null for never */
    void add(CredentialDigest token, Principal principal, Instant until, Instant now) {
        Instant brief = now.plus(LONGEST);
        entries.put(token, new Entry(principal, until == null || until.isAfter(brief) ? brief : until));
    }

    int size() {
        return entries.size();
    }
}
