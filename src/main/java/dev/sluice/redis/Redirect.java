package dev.sluice.redis;

import dev.sluice.model.RedisConfig.Address;

/**
 * A cluster's answer that a slot is elsewhere: {@code MOVED 3999 127.0.0.1:6381} for good, {@code ASK …} for this command alone
 * (Redis Cluster specification, "Redirection and resharding").
 */
record Redirect(boolean ask, Address to) {
    /**
     * @param from who said it: a redirection without a host means the same one
     * @return null where it is none
     */
    static Redirect of(String error, Address from) {
        boolean ask = error.startsWith("ASK ");
        if (!ask && !error.startsWith("MOVED ")) return null;
        String where = error.substring(error.lastIndexOf(' ') + 1);
        int colon = where.lastIndexOf(':');
        if (colon < 0 || !where.substring(colon + 1).matches("\\d{1,5}")) return null;
        String host = where.substring(0, colon);
        return new Redirect(
                ask,
                new Address(
                        host.isEmpty() && from != null ? from.host() : host,
                        Integer.parseInt(where.substring(colon + 1))));
    }
}
