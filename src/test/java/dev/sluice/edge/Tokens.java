package dev.sluice.edge;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs tokens with the JDK alone, good ones and bad ones, so that the library under test is not its own witness. */
final class Tokens {
    static final KeyPair RSA = pair("RSA", 2048, null);
    static final KeyPair OTHER_RSA = pair("RSA", 2048, null);
    static final KeyPair EC = pair("EC", 0, "secp256r1");

    interface Signer {
        byte[] sign(byte[] input) throws GeneralSecurityException;
    }

    private Tokens() {}

    static KeyPair pair(String kind, int bits, String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
            if (curve == null) generator.initialize(bits);
            else generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static String rs256(String keyId, JsonObject claims) {
        return rs256(RSA, keyId, claims);
    }

    static String rs256(KeyPair pair, String keyId, JsonObject claims) {
        return token(header("RS256", keyId), claims, asymmetric("SHA256withRSA", pair.getPrivate()));
    }

    static String es256(String keyId, JsonObject claims) {
        return token(header("ES256", keyId), claims, asymmetric("SHA256withECDSAinP1363Format", EC.getPrivate()));
    }

    static String hs256(byte[] secret, JsonObject claims) {
        return token(header("HS256", null), claims, hmac("HmacSHA256", secret));
    }

    static String token(JsonObject header, JsonObject claims, Signer signer) {
        try {
            String input = base64(header.encode().getBytes(StandardCharsets.UTF_8)) + "."
                    + base64(claims.encode().getBytes(StandardCharsets.UTF_8));
            return input + "." + base64(signer.sign(input.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static Signer asymmetric(String algorithm, PrivateKey key) {
        return input -> {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(input);
            return signature.sign();
        };
    }

    static Signer hmac(String algorithm, byte[] secret) {
        return input -> {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret, algorithm));
            return mac.doFinal(input);
        };
    }

    static JsonObject header(String algorithm, String keyId) {
        JsonObject header = new JsonObject().put("typ", "JWT").put("alg", algorithm);
        return keyId == null ? header : header.put("kid", keyId);
    }

    static String pem(PublicKey key) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        return "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n";
    }

    static JsonObject jwk(String keyId, PublicKey key) {
        JsonObject jwk = new JsonObject().put("use", "sig");
        if (keyId != null) jwk.put("kid", keyId);
        if (key instanceof RSAPublicKey rsa)
            return jwk.put("kty", "RSA")
                    .put("n", number(rsa.getModulus(), 0))
                    .put("e", number(rsa.getPublicExponent(), 0));
        ECPublicKey ec = (ECPublicKey) key;
        return jwk.put("kty", "EC")
                .put("crv", "P-256")
                .put("x", number(ec.getW().getAffineX(), 32))
                .put("y", number(ec.getW().getAffineY(), 32));
    }

    static JsonObject set(JsonObject... keys) {
        JsonArray all = new JsonArray();
        for (JsonObject key : keys) all.add(key);
        return new JsonObject().put("keys", all);
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String number(BigInteger n, int size) {
        byte[] bytes = n.toByteArray();
        int skip = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
        byte[] out = new byte[Math.max(size, bytes.length - skip)];
        System.arraycopy(bytes, skip, out, out.length - (bytes.length - skip), bytes.length - skip);
        return base64(out);
    }
}
