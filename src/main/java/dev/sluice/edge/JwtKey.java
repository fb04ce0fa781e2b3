package dev.sluice.edge;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;

/**
 * One key that signs tokens, bound to its one algorithm. Each key has a verifier of its own, which holds nothing else: a token
 * can neither choose the algorithm nor reach another key. (The verifier takes unsigned tokens while it has no key at all;
 * so there is none without.)
 */
final class JwtKey {
    private final String id;
    private final String algorithm;
    private final JWTAuth verifier;

    /** @param id the {@code kid}, or null where the key has none and answers to any */
    private JwtKey(String id, String algorithm, Vertx vertx, JWTAuthOptions options) {
        this.id = id;
        this.algorithm = algorithm;
        // Times are checked by JwtClaims, by the node's clock.
        this.verifier = JWTAuth.create(vertx, options.setJWTOptions(new JWTOptions().setIgnoreExpiration(true)));
    }

    static JwtKey ofSecret(Vertx vertx, String secret) {
        return of(vertx, null, "HS256", Buffer.buffer(secret));
    }

    static JwtKey ofPublic(Vertx vertx, String id, PublicKeyPem key) {
        return of(vertx, id, key.algorithm(), Buffer.buffer(key.pem()));
    }

    private static JwtKey of(Vertx vertx, String id, String algorithm, Buffer key) {
        PubSecKeyOptions options =
                new PubSecKeyOptions().setAlgorithm(algorithm).setBuffer(key);
        return new JwtKey(id, algorithm, vertx, new JWTAuthOptions().addPubSecKey(options));
    }

    boolean fits(JwtHeader header) {
        boolean meant = id == null || header.keyId() == null || id.equals(header.keyId());
        return meant && algorithm.equals(header.algorithm());
    }

    /** @return the claims, or null where this key did not sign the token */
    JsonObject verify(String token) {
        try {
            Future<User> user = verifier.authenticate(new TokenCredentials(token));
            return user.succeeded() ? user.result().attributes().getJsonObject("accessToken") : null;
        } catch (RuntimeException e) {
            // Odd claims and broken signatures come as all sorts of exceptions.
            return null;
        }
    }
}
