package dev.sluice.model;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The whole configuration, validated: what a node is built from. Names are those of {@code conf/sluice.yaml} in camel case;
 * units are in the types ({@link Duration}) or said here. Absent optional values are null.
 */
public record Config(
        Listen listen,
        Management management,
        Sessions sessions,
        Channels channel,
        Streams streams,
        Auth auth,
        Map<String, UpstreamConfig> upstreams,
        List<Route> routes,
        Map<String, Price> prices,
        Sharing sharing,
        LimitsConfig limits,
        SimulatorConfig simulator,
        List<FeedConfig> feeds,
        JobsConfig jobs,
        List<TemplateConfig> templates,
        TelemetryConfig telemetry,
        RedisConfig redis,
        DrainConfig drain,
        ReloadConfig reload) {

    /**
     * The port for browsers and SDKs.
     *
     * @param instances            event loops that serve it; 0 means one per core
     * @param allowUnauthenticated start on an address that is not loopback although no credentials are configured
     * @param tlsCert              PEM chain, or null for plain HTTP; with {@code tlsKey}
     * @param maxBodyBytes         largest request body
     * @param corsOrigins          origins that may call with credentials, such as {@code https://chat.example.com}
     * @param trustedProxies       addresses and CIDR ranges whose {@code X-Forwarded-*} are believed
     * @param demo                 serve the demo under {@code /demo/}
     */
    public record Listen(
            String host,
            int port,
            int instances,
            boolean allowUnauthenticated,
            Path tlsCert,
            Path tlsKey,
            int maxBodyBytes,
            List<String> corsOrigins,
            List<String> trustedProxies,
            boolean demo) {}

    /**
     * The port for operators: metrics, health, readiness, commands.
     *
     * @param adminFromLoopback whether commands from this machine need no key
     */
    public record Management(String host, int port, boolean adminFromLoopback) {}

    /**
     * @param anonymous   whether a caller without credentials gets a session of its own user
     * @param ttl         how long a session lives after it was last used
     * @param maxTabs     tabs of one session
     * @param maxStreams  live subscriptions of one session
     * @param maxSessions sessions that this node holds
     */
    public record Sessions(boolean anonymous, Duration ttl, int maxTabs, int maxStreams, int maxSessions) {}

    /**
     * @param heartbeat         a {@code ping} at least this often
     * @param flushInterval     a connection is written to at most this often, but for its first bytes
     * @param retryMin          {@code retry:} of each connection lies between this …
     * @param retryMax          … and this, at random
     * @param sendBufferBytes   the kernel's send buffer of each connection
     * @param stalledAfter      a connection whose socket stayed full for this long is dropped; it may resume
     * @param maxWebsocketFrame largest message taken from a WebSocket, in bytes
     * @param maxAge            a connection is told to come back, perhaps to another node, at about this age; zero for never
     */
    public record Channels(
            Duration heartbeat,
            Duration flushInterval,
            Duration retryMin,
            Duration retryMax,
            int sendBufferBytes,
            Duration stalledAfter,
            int maxWebsocketFrame,
            Duration maxAge) {}

    /**
     * @param disconnectGrace an answer that nobody wants any more is aborted after this
     * @param retention       how long a finished stream can still be read
     * @param maxEvents       events kept per log before the oldest are folded together
     * @param maxBytes        bytes kept per log, likewise; a completion longer than four times this fails
     * @param nodeBytes       bytes of all logs of this node; finished ones are dropped early above it
     */
    public record Streams(Duration disconnectGrace, Duration retention, int maxEvents, int maxBytes, long nodeBytes) {}

    /** @param jwt null where none is configured */
    public record Auth(List<ApiKey> apiKeys, Jwt jwt) {
        /** Whether anybody can show a credential. */
        public boolean configured() {
            return !apiKeys.isEmpty() || jwt != null;
        }
    }

    /**
     * @param hash   {@code sha256:} and 64 hex digits, as {@code sluice hash-key} prints it
     * @param limits what all requests with the key may use together, beside what its user may; null for no such limit
     */
    public record ApiKey(String hash, Principal principal, LimitsConfig.Quota limits) {
        /** Without limits of its own. */
        public ApiKey(String hash, Principal principal) {
            this(hash, principal, null);
        }
    }

    /**
     * Exactly one of {@code secret}, {@code publicKey} and {@code jwksUrl} is set.
     *
     * @param secret      for HS256
     * @param publicKey   PEM file, for RS256 and ES256
     * @param jwksUrl     where the keys are fetched, and fetched again when an unknown key id comes
     * @param issuer      required {@code iss}, or null
     * @param audience    required {@code aud}, or null
     * @param userClaim   claim that holds the user, {@code sub} by default
     * @param tenantClaim claim that holds the tenant, {@code tenant} by default; absent means tenant {@code default}
     * @param tierClaim   claim that holds the tier, {@code tier} by default; absent means free
     */
    public record Jwt(
            String secret,
            Path publicKey,
            URI jwksUrl,
            String issuer,
            String audience,
            String userClaim,
            String tenantClaim,
            String tierClaim) {}

    /**
     * Which upstream answers for which requests; the first that matches wins.
     *
     * @param model     exact name, or a glob with {@code *}
     * @param upstream  name of the upstream
     * @param as        the model's name at the upstream, or null for the same
     * @param path      of the resource that was asked, such as {@code /v1/messages}, or a glob; null for any
     * @param tiers     of the callers; empty for any
     * @param fallbacks tried in this order when the upstream failed before an answer's first content
     * @param last      whether it is the default: tried after all others, wherever it stands
     */
    public record Route(
            String model,
            String upstream,
            String as,
            String path,
            Set<Tier> tiers,
            List<Fallback> fallbacks,
            boolean last) {
        /** For any path and tier, without fallbacks. */
        public Route(String model, String upstream, String as) {
            this(model, upstream, as, null, Set.of(), List.of(), false);
        }
    }

    /** @param as the model's name there, or null for the one that was asked for */
    public record Fallback(String upstream, String as) {}

    /** US dollars for a million tokens. */
    public record Price(double input, double cachedInput, double output) {}

    /** Which identical requests share one call to a provider. */
    public enum ShareMode {
        /** None, whatever a caller wishes. */
        OFF,
        /** Those whose caller says so by header. */
        ASKED,
        /** Those, and the ones with temperature 0. */
        DETERMINISTIC
    }

    /** Among whom answers are shared. */
    public enum ShareScope {
        USER,
        TENANT,
        ALL
    }

    /**
     * @param cacheTtl   how long a complete answer is given again
     * @param cacheBytes how much is kept, of streams and of whole answers each; 0 for nothing
     * @param eachPays   whether an answer that no provider was asked for costs its caller what the first one paid
     */
    public record Sharing(ShareMode mode, ShareScope scope, Duration cacheTtl, long cacheBytes, boolean eachPays) {}

    /** @param port 0 for any free one */
    public record SimulatorConfig(boolean enabled, String host, int port) {}
}
