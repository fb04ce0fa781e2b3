package dev.sluice.model;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * How the endpoints of one upstream are chosen, watched, connected to and tried again.
 *
 * @param slowStart an endpoint that came back reaches its full weight after this; zero for at once
 * @param keyRest   a key that the provider refused (401, 402, 403) is set aside for this long
 * @param caCert    PEM file of the authorities to trust instead of the JVM's, or null
 */
public record UpstreamPolicy(
        Balance balance,
        Duration slowStart,
        Duration keyRest,
        Path caCert,
        Retry retry,
        Health health,
        Ejection ejection,
        Connections connections) {
    /** What an upstream has whose file says nothing of these. */
    public static final UpstreamPolicy DEFAULT = new UpstreamPolicy(
            Balance.ROUND_ROBIN,
            Duration.ofSeconds(10),
            Duration.ofMinutes(5),
            null,
            new Retry(2, Duration.ofMillis(100), Duration.ofSeconds(2), Duration.ofSeconds(5), 20, 3),
            new Health(null, Set.of(200), Duration.ofSeconds(3), Duration.ofSeconds(1), 2, 3, Duration.ofSeconds(2)),
            new Ejection(5, 50, 20, Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofMinutes(5)),
            new Connections(0, Duration.ofSeconds(120), Duration.ofMinutes(15)));

    /** How the next endpoint is found. */
    public enum Balance {
        /** In turns, by weight, smoothly: a heavy endpoint's turns are spread out. */
        ROUND_ROBIN("roundrobin"),
        /** The one with the fewest calls in flight for its weight. */
        LEAST_CONNECTIONS("leastconn"),
        /** Two at random, by weight, and of these the one with fewer calls. */
        RANDOM_2("random-2");

        private final String wire;

        Balance(String wire) {
            this.wire = wire;
        }

        /** The name in the configuration. */
        public String wire() {
            return wire;
        }
    }

    /**
     * Attempts after the first, before an answer's first content.
     *
     * @param limit         how many, 0 for none
     * @param backoff       the wait before the nth is random between zero and this x 2^n …
     * @param backoffMax    … or this, if that is less
     * @param retryAfterMax a provider's Retry-After up to this is waited for
     * @param budgetPercent of the calls in flight, on this node, those that may be retries at a time …
     * @param budgetMin     … but always this many
     */
    public record Retry(
            int limit,
            Duration backoff,
            Duration backoffMax,
            Duration retryAfterMax,
            int budgetPercent,
            int budgetMin) {}

    /**
     * Checks that are sent for their own sake. They cost nothing at the provider: a path that answers without a model.
     *
     * @param path         from the root of the endpoint's host, or null for no checks
     * @param expect       statuses that pass
     * @param interval     between two checks of one endpoint
     * @param fastInterval the same while the last checks say something else than the endpoint's state
     * @param rise         checks in a row that bring an endpoint up
     * @param fall         checks in a row that take it down
     */
    public record Health(
            String path,
            Set<Integer> expect,
            Duration interval,
            Duration fastInterval,
            int rise,
            int fall,
            Duration timeout) {}

    /**
     * What live calls tell about an endpoint. It is ejected for a while when either of two things happens; at most half of an
     * upstream's endpoints are, and never the last that is up.
     *
     * @param failures in a row; 0 turns this one off
     * @param percent  of the calls within the window that failed; 0 turns this one off
     * @param minCalls within the window, for the percentage to mean anything
     * @param time     of the first ejection; each further one takes so much longer …
     * @param timeMax  … up to this
     */
    public record Ejection(int failures, int percent, int minCalls, Duration window, Duration time, Duration timeMax) {}

    /**
     * @param max      calls in flight at one endpoint, from this node; over HTTP/1.1 that is its connections. 0 for no limit but
     *                 the permits
     * @param idle     a connection unused for this long is closed; must lie below the provider's own limit
     * @param lifetime no connection is used again after this, so that names are looked up again; zero for no limit
     */
    public record Connections(int max, Duration idle, Duration lifetime) {}
}
