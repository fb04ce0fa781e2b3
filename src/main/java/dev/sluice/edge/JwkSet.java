package dev.sluice.edge;

import dev.sluice.model.InvalidValueException;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The keys of an issuer as it publishes them: a JWK set, RFC 7517 and 7518. Takes RSA keys for RS256 and P-256 keys for ES256, their
 * public members only. Everything else in it is passed over, as section 5 of RFC 7517 asks for; symmetric keys always are, since a
 * secret that is published is none.
 */
final class JwkSet {
    /** An issuer has a handful; a token without a key id is tried against each. */
    private static final int MOST_KEYS = 32;

    private JwkSet() {}

    /**
     * @param set null where nothing came
     * @throws IllegalArgumentException where this is no key set at all
     */
    static List<JwtKey> read(Vertx vertx, JsonObject set) {
        if (set == null || !(set.getValue("keys") instanceof JsonArray members))
            throw new IllegalArgumentException("a key set has a list of keys");
        List<JwtKey> keys = new ArrayList<>();
        for (Object member : members) {
            JwtKey key = member instanceof JsonObject jwk && keys.size() < MOST_KEYS ? key(vertx, jwk) : null;
            if (key != null) keys.add(key);
        }
        return List.copyOf(keys);
    }

    private static JwtKey key(Vertx vertx, JsonObject jwk) {
        Object id = jwk.getValue("kid");
        if (!"sig".equals(jwk.getValue("use", "sig")) || id != null && !(id instanceof String)) return null;
        try {
            PublicKeyPem key = PublicKeyPem.of(publicKey(jwk));
            boolean same = key.algorithm().equals(jwk.getValue("alg", key.algorithm()));
            return same ? JwtKey.ofPublic(vertx, (String) id, key) : null;
        } catch (GeneralSecurityException | InvalidValueException e) {
            return null;
        }
    }

    private static PublicKey publicKey(JsonObject jwk) throws GeneralSecurityException {
        if ("RSA".equals(jwk.getValue("kty")))
            return KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(number(jwk, "n"), number(jwk, "e")));
        if (!"EC".equals(jwk.getValue("kty")) || !"P-256".equals(jwk.getValue("crv")))
            throw new InvalidValueException("kty", jwk.getValue("kty"), "RSA, or EC with P-256");
        ECPoint point = new ECPoint(number(jwk, "x"), number(jwk, "y"));
        return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, PublicKeyPem.p256()));
    }

    private static BigInteger number(JsonObject jwk, String member) {
        try {
            if (jwk.getValue(member) instanceof String text)
                return new BigInteger(1, Base64.getUrlDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new InvalidValueException(member, null, "a number in base64url");
    }
}
