package dev.sluice.edge;

import dev.sluice.model.Config;
import dev.sluice.model.FailureException;
import dev.sluice.model.Principal;
import dev.sluice.model.Time;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Tells who calls, from the bearer of an {@code Authorization} header: an API key that is configured, or a JSON Web Token.
 * Belongs to one event loop, the one that calls it first; make one for each.
 *
 * <p>A token is believed if a configured key signed it with that key's own algorithm (HS256, RS256 or ES256; never
 * {@code none}, and never a public key taken for a secret), and its {@code exp}, {@code nbf}, {@code iss} and {@code aud} are good, times with 30 s
 * of leeway. A token without {@code exp} does not expire.
 */
public final class Authenticator {
    private final Time time;
    private final ApiKeys apiKeys;
    private final Config.Auth auth;
    /** Null, as is {@link #claims}, where no JWT is configured. */
    private final JwtKeys jwtKeys;

    private final JwtClaims claims;
    private final VerifiedTokens verified;
    private Thread owner;

    /** Reads the JWT's key file, if there is one: blocking, for the start of a node. */
    public Authenticator(Vertx vertx, Config.Auth auth) {
        this(vertx, auth, Time.SYSTEM);
    }

    Authenticator(Vertx vertx, Config.Auth auth, Time time) {
        this.time = time;
        this.auth = auth;
        apiKeys = new ApiKeys(auth.apiKeys());
        jwtKeys = auth.jwt() == null ? null : JwtKeys.of(vertx, auth.jwt(), time);
        claims = auth.jwt() == null ? null : new JwtClaims(auth.jwt());
        verified = new VerifiedTokens();
    }

    private Authenticator(Authenticator before, Config.Auth auth) {
        this.time = before.time;
        this.auth = auth;
        apiKeys = new ApiKeys(auth.apiKeys());
        jwtKeys = before.jwtKeys;
        claims = before.claims;
        verified = before.verified;
    }

    /**
     * One for other credentials, in place of this one. Keys that are fetched from the same place as before are kept, and with them the
     * tokens that were found good; a key file is read again, since it may have changed under its name.
     */
    Authenticator next(Vertx vertx, Config.Auth other) {
        boolean fetched = auth.jwt() == null || auth.jwt().publicKey() == null;
        if (fetched && Objects.equals(auth.jwt(), other.jwt())) return new Authenticator(this, other);
        Authenticator next = new Authenticator(vertx, other, time);
        close();
        return next;
    }

    /** Whether any credential is configured. Where not, {@link #authenticate} refuses all; whom to let in is the caller's to say. */
    public boolean configured() {
        return auth.configured();
    }

    /**
     * Complete at once but where an issuer's keys have to be fetched.
     *
     * @param bearer what stands behind {@code Bearer}; null or empty where nothing came
     * @return fails with a {@link FailureException}: UNAUTHENTICATED with {@code missing_credential}, {@code invalid_credential}
     *     or {@code expired_credential}; OVERLOADED with {@code keys_unavailable}
     */
    public Future<Principal> authenticate(String bearer) {
        assert owned() : "an authenticator belongs to one event loop";
        if (bearer == null || bearer.isEmpty()) return Future.failedFuture(Credentials.missing());
        CredentialDigest digest = CredentialDigest.of(bearer);
        Principal known = apiKeys.find(digest);
        if (known == null) known = verified.find(digest, now());
        if (known != null) return Future.succeededFuture(known);
        JwtHeader header = jwtKeys == null ? null : JwtHeader.parse(bearer);
        if (header == null) return Future.failedFuture(Credentials.unknown());
        return jwtKeys.fitting(header).map(keys -> verify(bearer, digest, keys));
    }

    /** Idempotent. */
    public void close() {
        if (jwtKeys != null) jwtKeys.close();
    }

    private Principal verify(String token, CredentialDigest digest, List<JwtKey> keys) {
        for (JwtKey key : keys) {
            JsonObject signed = key.verify(token);
            if (signed == null) continue;
            Instant now = now();
            JwtClaims.Accepted accepted = claims.accept(signed, now);
            verified.add(digest, accepted.principal(), accepted.until(), now);
            return accepted.principal();
        }
        throw Credentials.unknown();
    }

    private Instant now() {
        return Instant.ofEpochMilli(time.millis());
    }

    private boolean owned() {
        if (owner == null) owner = Thread.currentThread();
        return owner == Thread.currentThread();
    }
}
