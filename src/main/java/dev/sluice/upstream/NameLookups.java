package dev.sluice.upstream;

import io.vertx.core.dns.AddressResolverOptions;

/**
 * How host names are looked up. Every new connection asks; what is answered from memory is bounded here. By default Vert.x keeps an
 * answer for as long as its record says, however long that is, and reads the hosts file once in a process's life.
 */
public final class NameLookups {
    /** A provider that moves is followed within this, plus the lifetime of its connections. */
    private static final int MOST_SECONDS = 30;

    /** Vert.x 5.0 takes this one in nanoseconds. */
    private static final int HOSTS_NANOS = 1_000_000_000;

    private NameLookups() {}

    /** For the Vert.x that calls providers. */
    public static AddressResolverOptions options() {
        return new AddressResolverOptions().setCacheMaxTimeToLive(MOST_SECONDS).setHostsRefreshPeriod(HOSTS_NANOS);
    }
}
