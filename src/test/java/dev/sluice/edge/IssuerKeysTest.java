package dev.sluice.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.Config;
import dev.sluice.model.Failure;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens against a real issuer on loopback that publishes its keys. */
class IssuerKeysTest {
    private static final JsonObject ONE = Tokens.jwk("one", Tokens.RSA.getPublic());
    private static final JsonObject TWO = Tokens.jwk("two", Tokens.OTHER_RSA.getPublic());
    private static final JsonObject THREE = Tokens.jwk("three", Tokens.EC.getPublic());

    private final AtomicInteger fetches = new AtomicInteger();
    private volatile String body = Tokens.set(ONE, THREE).encode();
    private volatile int status = 200;
    private Vertx vertx;
    private Caller caller;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        HttpServer issuer = vertx.createHttpServer()
                .requestHandler(request -> {
                    fetches.incrementAndGet();
                    if (status == 302 && request.path().equals("/keys.json"))
                        request.response().putHeader("location", "/elsewhere.json");
                    else if (status == 302) status = 200;
                    request.response().setStatusCode(status).end(body);
                })
                .listen(0, "127.0.0.1")
                .await();
        URI url = URI.create("http://127.0.0.1:" + issuer.actualPort() + "/keys.json");
        caller = new Caller(
                new Config.Auth(List.of(), new Config.Jwt(null, null, url, null, null, "sub", "tenant", "tier")));
    }

    @AfterEach
    void stop() {
        caller.close();
        vertx.close().await();
    }

    @Test
    void fetchesOnceForAnyNumberOfTokens() {
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < 20; i++) tokens.add(Tokens.rs256("one", claims("u" + i)));
        assertEquals("u19", caller.acceptedTogether(tokens).get(19).user());
        assertEquals("u", caller.accepted(Tokens.es256("three", claims("u"))).user());
        assertEquals(1, fetches.get());
    }

    @Test
    void aTokenWithoutKeyIdIsTriedAgainstAllThatFit() {
        body = Tokens.set(TWO, ONE, THREE).encode();
        assertEquals("u", caller.accepted(Tokens.rs256(null, claims("u"))).user());
        assertEquals("u", caller.accepted(Tokens.es256(null, claims("u"))).user());
    }

    @Test
    void aKeyOnlyAnswersToItsOwnId() {
        body = Tokens.set(ONE, TWO).encode();
        assertEquals(
                "invalid_credential",
                caller.refused(Tokens.rs256("two", claims("u"))).code());
    }

    @Test
    void aNewKeyIsFetchedButAtMostEveryThirtySeconds() {
        caller.accepted(Tokens.rs256("one", claims("u")));
        String rotated = Tokens.rs256(Tokens.OTHER_RSA, "two", claims("u"));
        body = Tokens.set(TWO).encode();
        for (int i = 0; i < 50; i++)
            assertEquals("invalid_credential", caller.refused(rotated).code());
        assertEquals(1, fetches.get(), "strangers cannot make it fetch");
        caller.advance(IssuerKeys.REFETCH);
        assertEquals("u", caller.accepted(rotated).user());
        assertEquals(2, fetches.get());
        caller.advance(VerifiedTokens.LONGEST);
        assertEquals(
                "invalid_credential",
                caller.refused(Tokens.rs256("one", claims("u"))).code(),
                "withdrawn");
    }

    @Test
    void whileTheIssuerIsAwayATokenIsToldToTryAgain() {
        status = 500;
        Failure failure = caller.refused(Tokens.rs256("one", claims("u")));
        assertEquals("keys_unavailable", failure.code());
        assertEquals(Failure.Kind.OVERLOADED, failure.kind());
        assertEquals(IssuerKeys.RETRY, failure.retryAfter());
        assertEquals(
                "keys_unavailable",
                caller.refused(Tokens.rs256("one", claims("u"))).code());
        assertEquals(1, fetches.get());
        status = 200;
        caller.advance(IssuerKeys.RETRY);
        assertEquals("u", caller.accepted(Tokens.rs256("one", claims("u"))).user());
    }

    @Test
    void theKeysThatAreHereGoOnToServeWhileTheIssuerIsAway() {
        caller.accepted(Tokens.rs256("one", claims("u")));
        status = 503;
        caller.advance(IssuerKeys.STALE.plusSeconds(1));
        assertEquals("v", caller.accepted(Tokens.rs256("one", claims("v"))).user());
        assertEquals(
                "keys_unavailable",
                caller.refused(Tokens.rs256("two", claims("u"))).code());
        assertEquals("w", caller.accepted(Tokens.rs256("one", claims("w"))).user());
    }

    @Test
    void keysAreFetchedAgainAfterAnHour() {
        caller.accepted(Tokens.rs256("one", claims("u")));
        body = Tokens.set(TWO).encode();
        caller.advance(IssuerKeys.STALE.plusSeconds(1));
        caller.accepted(Tokens.rs256("one", claims("v")));
        // Waits for the fetch in the background, which the one before began.
        assertEquals(
                "u",
                caller.accepted(Tokens.rs256(Tokens.OTHER_RSA, "two", claims("u")))
                        .user());
        assertEquals(2, fetches.get());
        assertEquals(
                "invalid_credential",
                caller.refused(Tokens.rs256("one", claims("w"))).code());
    }

    @Test
    void aSymmetricKeyInTheSetIsNone() {
        byte[] secret = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
        JsonObject oct = new JsonObject().put("kty", "oct").put("alg", "HS256").put("k", Tokens.base64(secret));
        body = Tokens.set(oct, ONE).encode();
        assertEquals(
                "invalid_credential",
                caller.refused(Tokens.hs256(secret, claims("u"))).code());
        assertEquals(0, fetches.get(), "no key could fit");
        assertEquals("u", caller.accepted(Tokens.rs256("one", claims("u"))).user());
    }

    /** A verifier without any key takes unsigned tokens; so there must never be one. */
    @Test
    void aSetWithoutUsableKeysBelievesNothing() {
        String unsigned = Tokens.token(Tokens.header("none", null), claims("u"), input -> new byte[0]);
        for (String useless : List.of(
                "{\"keys\":[]}",
                "{}",
                "[]",
                "<html>",
                "",
                Tokens.set(new JsonObject().put("kty", "RSA").put("n", "!").put("e", 3), new JsonObject())
                        .encode(),
                Tokens.set(
                                ONE.copy().put("use", "enc"),
                                ONE.copy().put("alg", "PS256"),
                                ONE.copy().put("kid", 7))
                        .encode(),
                Tokens.set(THREE.copy().put("crv", "P-384"), THREE.copy().put("alg", "ES384"))
                        .encode())) {
            body = useless;
            assertEquals(
                    "keys_unavailable",
                    caller.refused(Tokens.rs256("one", claims("u"))).code(),
                    useless);
            assertEquals("invalid_credential", caller.refused(unsigned).code());
            assertEquals(
                    "invalid_credential",
                    caller.refused(unsigned.substring(0, unsigned.length() - 1)).code());
            caller.advance(IssuerKeys.RETRY);
        }
        assertTrue(fetches.get() >= 8);
    }

    @Test
    void aRedirectIsNotFollowed() {
        status = 302;
        assertEquals(
                "keys_unavailable",
                caller.refused(Tokens.rs256("one", claims("u"))).code());
        assertEquals(1, fetches.get());
    }

    @Test
    void aVerifiedTokenIsRememberedForAMinute() {
        String token = Tokens.rs256("one", claims("u"));
        caller.accepted(token);
        body = Tokens.set(TWO).encode();
        caller.advance(IssuerKeys.REFETCH);
        caller.accepted(Tokens.rs256(Tokens.OTHER_RSA, "two", claims("u")));
        assertEquals("u", caller.accepted(token).user());
        caller.advance(Duration.ofSeconds(30));
        assertEquals("invalid_credential", caller.refused(token).code());
    }

    private static JsonObject claims(String user) {
        return new JsonObject().put("sub", user);
    }
}
