package dev.sluice.hub.feed;

import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.FeedConfig;
import dev.sluice.model.FeedConfig.Read;
import dev.sluice.model.FeedName;
import dev.sluice.model.Principal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One entry of the configuration: which names it is for, and who may do what with them. Immutable.
 *
 * <p>Where a name holds both a tenant and a user, the tenant is what stands before the first separator: {@code box-{tenant}-{user}}
 * reads {@code box-a-b-c} as user {@code b-c} of tenant {@code a}, always, so that no two users can own the same feed. A tenant
 * whose name holds the separator has no such feeds.
 */
public final class FeedRule {
    static final String PUBLISH = "publish";
    private static final String ADMIN = "admin";

    private final FeedConfig config;
    private final Pattern pattern;

    FeedRule(FeedConfig config) {
        this.config = config;
        this.pattern = compile(config.pattern());
    }

    /** As configured. */
    public FeedConfig config() {
        return config;
    }

    /** The name as configured: what metrics call it. */
    public String name() {
        return config.pattern();
    }

    boolean exact() {
        return config.pattern().indexOf('*') < 0 && config.pattern().indexOf('{') < 0;
    }

    boolean matches(FeedName feed) {
        return pattern.matcher(feed.value()).matches();
    }

    /**
     * Whether the caller may read the feed, which this rule matches.
     *
     * @param who null for one without a session
     */
    boolean readableBy(Principal who, FeedName feed) {
        if (config.read() == Read.PUBLIC) return true;
        if (who == null || who.anonymous()) return false;
        if (config.read() == Read.AUTHENTICATED) return true;
        if (!who.tenant().equals(tenantOf(feed))) return false;
        return config.read() == Read.TENANT || who.user().equals(part(feed, "user"));
    }

    /** What a caller who may not read it is told. */
    Failure unreadable(FeedName feed) {
        String needed = switch (config.read()) {
            case PUBLIC -> throw new IllegalStateException("anybody may read " + feed);
            case AUTHENTICATED -> "authenticated: a session made with a JWT or an API key";
            case TENANT -> "tenant: a member of the tenant that the feed belongs to";
            case USER -> "user: the user that the feed is named after";
        };
        return refused("feed " + feed + " may be read with the right " + needed);
    }

    /** Fails with {@code missing_right} where the caller may not publish to the feed, {@code not_a_topic} where nobody may. */
    void publishableBy(Principal who, FeedName feed) {
        if (!who.may(PUBLISH))
            throw refused("publishing to feed " + feed + " needs an API key with the scope publish or admin")
                    .exception();
        String tenant = tenantOf(feed);
        boolean foreign = tenant != null && !tenant.equals(who.tenant());
        if (foreign && !who.scopes().contains(ADMIN))
            throw refused("feed " + feed
                            + " belongs to another tenant than this key; the scope admin may publish to it")
                    .exception();
        if (config.source() != null)
            throw Failure.of(
                            Kind.CONFLICT,
                            "not_a_topic",
                            "feed " + feed + " is filled by its source; nothing else can be published to it")
                    .exception();
    }

    private static Failure refused(String message) {
        return Failure.of(Kind.FORBIDDEN, "missing_right", message);
    }

    /** Null where it belongs to no tenant. */
    private String tenantOf(FeedName feed) {
        return config.pattern().contains("{tenant}") ? part(feed, "tenant") : config.tenant();
    }

    private String part(FeedName feed, String name) {
        Matcher m = pattern.matcher(feed.value());
        return m.matches() ? m.group(name) : null;
    }

    private static Pattern compile(String text) {
        String quoted = Pattern.quote(text)
                .replace("{tenant}", "\\E(?<tenant>.+?)\\Q")
                .replace("{user}", "\\E(?<user>.+)\\Q")
                .replace("*", "\\E.+\\Q");
        return Pattern.compile(quoted, Pattern.DOTALL);
    }
}
