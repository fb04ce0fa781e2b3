package dev.sluice.edge;

import dev.sluice.model.Config;
import dev.sluice.model.InvalidValueException;
import dev.sluice.model.Principal;
import dev.sluice.model.Tier;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * Which claims a token must make (RFC 7519, section 4.1), and whom they mean. Immutable; given claims whose signature is
 * verified already, so that its failures may name them.
 */
final class JwtClaims {
    /** Clocks differ by this much. */
    static final long LEEWAY_SECONDS = 30;

    private static final int MOST_CHARS = 256;
    private static final String SCOPE_PREFIX = "sluice:";
    private static final Set<String> SCOPES = Set.of("publish", "admin");

    private final Config.Jwt jwt;

    JwtClaims(Config.Jwt jwt) {
        this.jwt = jwt;
    }

    /** @param until when the token expires, with the leeway; null for never */
    record Accepted(Principal principal, Instant until) {}

    /** @throws dev.sluice.model.FailureException where the claims are not good now, or not meant for this service */
    Accepted accept(JsonObject claims, Instant now) {
        Double expires = seconds(claims, "exp");
        Double begins = seconds(claims, "nbf");
        double at = now.toEpochMilli() / 1000.0;
        if (expires != null && at >= expires + LEEWAY_SECONDS) throw Credentials.expired();
        if (begins != null && at < begins - LEEWAY_SECONDS)
            throw Credentials.invalid("claim nbf: the token is not valid yet");
        if (jwt.issuer() != null && !jwt.issuer().equals(claims.getValue("iss")))
            throw Credentials.invalid("claim iss: the token comes from another issuer");
        if (jwt.audience() != null && !audience(claims.getValue("aud")))
            throw Credentials.invalid("claim aud: the token is meant for another audience");
        Instant until = expires == null ? null : instant(expires + LEEWAY_SECONDS);
        return new Accepted(principal(claims), until);
    }

    private Principal principal(JsonObject claims) {
        String user = text(claims, jwt.userClaim(), null);
        if (user == null) throw Credentials.invalid("claim " + jwt.userClaim() + ": the token names no user");
        String tenant = text(claims, jwt.tenantClaim(), "default");
        try {
            Tier tier = Tier.of(jwt.tierClaim(), text(claims, jwt.tierClaim(), Tier.FREE.wire()));
            return new Principal(user, tenant, tier, scopes(claims.getValue("scope")));
        } catch (InvalidValueException e) {
            throw Credentials.invalid("claim " + e.getMessage());
        }
    }

    /**
     * {@code scope} is a list with blanks between (RFC 8693, section 4.2). Only {@code sluice:…} counts: an issuer's own
     * {@code admin} has nothing to do with this service.
     */
    private static Set<String> scopes(Object claim) {
        Set<String> scopes = new HashSet<>();
        if (claim instanceof String text)
            for (String scope : text.split(" "))
                if (scope.startsWith(SCOPE_PREFIX) && SCOPES.contains(scope.substring(SCOPE_PREFIX.length())))
                    scopes.add(scope.substring(SCOPE_PREFIX.length()));
        return scopes;
    }

    private boolean audience(Object claim) {
        return claim instanceof JsonArray many
                ? many.contains(jwt.audience())
                : jwt.audience().equals(claim);
    }

    private static String text(JsonObject claims, String name, String otherwise) {
        Object value = claims.getValue(name);
        if (value == null) return otherwise;
        String text =
                value instanceof String || value instanceof Long || value instanceof Integer ? value.toString() : "";
        boolean plain =
                !text.isBlank() && text.length() <= MOST_CHARS && text.chars().noneMatch(Character::isISOControl);
        if (!plain)
            throw Credentials.invalid("claim " + name + ": expected text of 1 to " + MOST_CHARS + " characters");
        return text;
    }

    private static Double seconds(JsonObject claims, String name) {
        Object value = claims.getValue(name);
        if (value == null) return null;
        if (value instanceof Number n && Double.isFinite(n.doubleValue())) return n.doubleValue();
        throw Credentials.invalid("claim " + name + ": expected seconds since 1970");
    }

    private static Instant instant(double seconds) {
        double most = Instant.MAX.getEpochSecond();
        return seconds >= most ? Instant.MAX : Instant.ofEpochSecond((long) seconds);
    }
}
