package dev.sluice.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.Config;
import dev.sluice.model.Failure;
import dev.sluice.model.Principal;
import dev.sluice.model.Tier;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticatorTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final byte[] SECRET_BYTES = SECRET.getBytes(StandardCharsets.UTF_8);
    private static final long NOW = Caller.START.getEpochSecond();
    private static final Principal BACKEND = new Principal("backend", "acme", Tier.PRO, Set.of("publish"));

    @TempDir
    Path directory;

    @Test
    void knowsItsApiKeysAndNoOthers() {
        Config.ApiKey key =
                new Config.ApiKey(CredentialDigest.of("sk-sluice-abc").toString(), BACKEND);
        Config.ApiKey plain =
                new Config.ApiKey(CredentialDigest.of("any string").toString(), BACKEND);
        try (Caller caller = new Caller(new Config.Auth(List.of(key, plain), null))) {
            assertEquals(BACKEND, caller.accepted("sk-sluice-abc"));
            assertEquals(BACKEND, caller.accepted("any string"));
            for (String bearer : List.of("sk-sluice-ab", "sk-sluice-abcd", "x", key.hash(), "a.b.c"))
                assertEquals("invalid_credential", caller.refused(bearer).code());
            assertEquals("missing_credential", caller.refused("").code());
            assertEquals("missing_credential", caller.refused(null).code());
            assertEquals(Failure.Kind.UNAUTHENTICATED, caller.refused("x").kind());
        }
    }

    @Test
    void refusesAllWhereNothingIsConfigured() {
        try (Caller caller = new Caller(new Config.Auth(List.of(), null))) {
            assertEquals("invalid_credential", caller.refused("sk-sluice-abc").code());
            assertEquals(
                    "invalid_credential",
                    caller.refused(Tokens.hs256(SECRET_BYTES, claims())).code());
        }
    }

    @Test
    void believesHs256WithItsSecret() {
        try (Caller caller = secret()) {
            assertEquals(new Principal("u1", "default", Tier.FREE, Set.of()), caller.accepted(signed(claims())));
            String other =
                    Tokens.hs256("another secret, another secret, 32".getBytes(StandardCharsets.UTF_8), claims());
            assertEquals("invalid_credential", caller.refused(other).code());
        }
    }

    @Test
    void believesRs256AndEs256WithTheirPublicKey() throws IOException {
        try (Caller caller = pem(Tokens.RSA)) {
            assertEquals("u1", caller.accepted(Tokens.rs256("any", claims())).user());
            assertEquals(
                    "invalid_credential",
                    caller.refused(Tokens.es256(null, claims())).code());
            String other = Tokens.rs256(Tokens.OTHER_RSA, null, claims());
            assertEquals("invalid_credential", caller.refused(other).code());
        }
        try (Caller caller = pem(Tokens.EC)) {
            assertEquals("u1", caller.accepted(Tokens.es256(null, claims())).user());
            assertEquals(
                    "invalid_credential",
                    caller.refused(Tokens.rs256(null, claims())).code());
        }
    }

    /** The classic confusion: the public key, which everybody has, used as the secret of an HMAC. */
    @Test
    void neverTakesAPublicKeyForASecret() throws IOException {
        String pem = Tokens.pem(Tokens.RSA.getPublic());
        try (Caller caller = pem(Tokens.RSA)) {
            for (byte[] secret : List.of(
                    pem.getBytes(StandardCharsets.UTF_8),
                    pem.strip().getBytes(StandardCharsets.UTF_8),
                    PublicKeyPem.parse(pem).pem().getBytes(StandardCharsets.UTF_8),
                    Tokens.RSA.getPublic().getEncoded()))
                assertEquals(
                        "invalid_credential",
                        caller.refused(Tokens.hs256(secret, claims())).code());
        }
    }

    @Test
    void takesNoOtherAlgorithmOfTheSameKey() throws IOException {
        try (Caller caller = pem(Tokens.RSA)) {
            for (String[] algorithm : new String[][] {{"RS384", "SHA384withRSA"}, {"RS512", "SHA512withRSA"}}) {
                Tokens.Signer signer = Tokens.asymmetric(algorithm[1], Tokens.RSA.getPrivate());
                String token = Tokens.token(Tokens.header(algorithm[0], null), claims(), signer);
                assertEquals("invalid_credential", caller.refused(token).code());
            }
        }
        try (Caller caller = secret()) {
            Tokens.Signer signer = Tokens.hmac("HmacSHA512", SECRET_BYTES);
            String token = Tokens.token(Tokens.header("HS512", null), claims(), signer);
            assertEquals("invalid_credential", caller.refused(token).code());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE", "nOnE", "", "HS256", "RS256"})
    void neverTakesATokenThatIsNotSigned(String algorithm) throws IOException {
        for (Caller caller : List.of(secret(), pem(Tokens.RSA))) {
            String empty = Tokens.token(Tokens.header(algorithm, null), claims(), input -> new byte[0]);
            String zeroes = Tokens.token(Tokens.header(algorithm, null), claims(), input -> new byte[64]);
            String twoParts = empty.substring(0, empty.length() - 1);
            for (String token : List.of(empty, zeroes, twoParts, empty + "e30", zeroes + ".e30"))
                assertEquals("invalid_credential", caller.refused(token).code());
            caller.close();
        }
    }

    @Test
    void refusesCriticalExtensionsThatItDoesNotKnow() {
        JsonObject header = Tokens.header("HS256", null)
                .put("crit", new JsonArray().add("b64"))
                .put("b64", false);
        try (Caller caller = secret()) {
            String token = Tokens.token(header, claims(), Tokens.hmac("HmacSHA256", SECRET_BYTES));
            assertEquals("invalid_credential", caller.refused(token).code());
        }
    }

    @Test
    void anExpiredTokenIsToldApartAndALeewayGiven() {
        try (Caller caller = secret()) {
            String token = signed(claims().put("exp", NOW + 10));
            assertEquals("u1", caller.accepted(token).user());
            caller.advance(Duration.ofSeconds(39));
            assertEquals("u1", caller.accepted(token).user());
            caller.advance(Duration.ofSeconds(1));
            assertEquals("expired_credential", caller.refused(token).code());
            assertEquals(Failure.Kind.UNAUTHENTICATED, caller.refused(token).kind());
        }
    }

    @Test
    void aTokenThatIsNotYetValidIsRefusedButForALeeway() {
        try (Caller caller = secret()) {
            assertEquals(
                    "u1", caller.accepted(signed(claims().put("nbf", NOW + 30))).user());
            assertEquals(
                    "invalid_credential",
                    caller.refused(signed(claims().put("nbf", NOW + 31))).code());
        }
    }

    @Test
    void issuerAndAudienceMustFitWhereTheyAreConfigured() {
        Config.Jwt jwt = new Config.Jwt(SECRET, null, null, "https://i/", "sluice", "sub", "tenant", "tier");
        try (Caller caller = new Caller(new Config.Auth(List.of(), jwt))) {
            JsonObject good = claims().put("iss", "https://i/").put("aud", "sluice");
            assertEquals("u1", caller.accepted(signed(good)).user());
            JsonArray many = new JsonArray().add("other").add("sluice");
            assertEquals(
                    "u1", caller.accepted(signed(good.copy().put("aud", many))).user());
            for (JsonObject bad : List.of(
                    good.copy().put("aud", "other"),
                    good.copy().put("aud", new JsonArray().add("other")),
                    good.copy().put("aud", 7),
                    claims().put("iss", "https://i/"),
                    good.copy().put("iss", "https://i"),
                    claims().put("aud", "sluice"))) {
                Failure failure = caller.refused(signed(bad));
                assertEquals("invalid_credential", failure.code());
                assertTrue(failure.message().matches("claim (aud|iss): .*"), failure.message());
            }
        }
    }

    @Test
    void readsThePrincipalFromTheConfiguredClaims() {
        Config.Jwt jwt = new Config.Jwt(SECRET, null, null, null, null, "uid", "org", "plan");
        try (Caller caller = new Caller(new Config.Auth(List.of(), jwt))) {
            JsonObject claims = new JsonObject()
                    .put("uid", 4711)
                    .put("org", "acme")
                    .put("plan", "enterprise")
                    .put("scope", "openid sluice:publish admin sluice:other");
            assertEquals(
                    new Principal("4711", "acme", Tier.ENTERPRISE, Set.of("publish")), caller.accepted(signed(claims)));
            for (JsonObject bad : List.of(
                    new JsonObject(),
                    claims.copy().put("uid", ""),
                    claims.copy().put("uid", "a\nb"),
                    claims.copy().put("uid", "a".repeat(257)),
                    claims.copy().put("uid", new JsonObject()),
                    claims.copy().put("org", true),
                    claims.copy().put("plan", "gold"),
                    claims.copy().put("exp", "soon"),
                    claims.copy().put("nbf", new JsonArray())))
                assertEquals("invalid_credential", caller.refused(signed(bad)).code(), bad::encode);
        }
    }

    @Test
    void aTokenThatWasChangedAnywhereIsRefused() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String good = signed(claims().put("exp", NOW + 1000));
        try (Caller caller = secret()) {
            assertEquals("u1", caller.accepted(good).user());
            for (int i = 0; i < 500; i++) {
                StringBuilder bad = new StringBuilder(good);
                // Not the last character: its low bits are padding, so that two spellings mean the same signature.
                int at = random.nextInt(good.length() - 1);
                char c = "ABCxyz019-_.=% ".charAt(random.nextInt(15));
                if (c == bad.charAt(at)) continue;
                bad.setCharAt(at, c);
                Failure failure = caller.refused(bad.toString());
                assertEquals("invalid_credential", failure.code(), () -> "seed " + seed);
            }
        }
    }

    @Test
    void noRefusalHoldsAnyOfTheCredential() {
        try (Caller caller = secret()) {
            String token = signed(claims().put("exp", NOW - 1000));
            for (String bearer : List.of("sk-sluice-topsecret", token, token + "x"))
                for (String part : bearer.split("\\."))
                    assertFalse(caller.refused(bearer).message().contains(part), part);
        }
    }

    private static Caller secret() {
        return new Caller(
                new Config.Auth(List.of(), new Config.Jwt(SECRET, null, null, null, null, "sub", "tenant", "tier")));
    }

    private Caller pem(KeyPair pair) throws IOException {
        Path file = Files.writeString(
                directory.resolve(pair.getPublic().getAlgorithm() + ".pem"), Tokens.pem(pair.getPublic()));
        return new Caller(
                new Config.Auth(List.of(), new Config.Jwt(null, file, null, null, null, "sub", "tenant", "tier")));
    }

    private static String signed(JsonObject claims) {
        return Tokens.hs256(SECRET_BYTES, claims);
    }

    private static JsonObject claims() {
        return new JsonObject().put("sub", "u1");
    }
}
