package dev.sluice.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.system.TestNode;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose session a request speaks for, and how nobody gets to speak for somebody else's. */
final class CallersTest {
    private static final String SECRET = "a secret of 32 bytes and some more";
    private static final String FRIEND = "https://chat.example.com";
    private static final String SESSION = "/api/v1/session";
    private static final String TAB = "/api/v1/tabs/t1";
    private static TestNode node;
    private static Visitor visitor;

    @BeforeAll
    static void start() throws Exception {
        node = TestNode.start("SLUICE_JWT_SECRET", SECRET, "SLUICE_CORS_ORIGINS", FRIEND);
        visitor = new Visitor(node);
    }

    @AfterAll
    static void stop() throws Exception {
        node.close();
    }

    private static String jwt(String user) {
        return "Bearer " + Tokens.hs256(SECRET.getBytes(StandardCharsets.UTF_8), new JsonObject().put("sub", user));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "null",
                "http://127.0.0.1",
                "not an origin",
                "http://127.0.0.1:1",
                "file://"
            })
    void aCookieFromAForeignPageIsRefused(String origin) {
        String session = visitor.session();
        HttpResponse<String> refused = visitor.send("PUT", TAB, "", "cookie", session, "origin", origin);
        assertEquals(403, refused.statusCode());
        assertEquals("foreign_origin", Visitor.code(refused));
    }

    @Test
    void aCookieFromAPageOfOursOrOfAFriendIsGood() {
        String session = visitor.session();
        assertEquals(200, visitor.send("PUT", TAB, "", "cookie", session).statusCode());
        assertEquals(
                200,
                visitor.send("PUT", TAB, "", "cookie", session, "origin", visitor.ownOrigin())
                        .statusCode());
        assertEquals(
                200,
                visitor.send("PUT", TAB, "", "cookie", session, "origin", FRIEND)
                        .statusCode());
    }

    @Test
    void aTokenAsBearerNeedsNoOrigin() {
        String bearer = "Bearer " + visitor.session();
        assertEquals(
                200,
                visitor.send("PUT", TAB, "", "authorization", bearer, "origin", "https://elsewhere.example")
                        .statusCode());
    }

    @Test
    void theBearerWinsOverTheCookie() {
        String mine = visitor.session();
        HttpResponse<String> found =
                visitor.send("POST", SESSION, "", "authorization", "Bearer " + mine, "cookie", visitor.session());
        assertEquals(200, found.statusCode());
        HttpResponse<String> again = visitor.send("POST", SESSION, "", "cookie", mine);
        assertEquals(
                Visitor.json(again).getString("session"), Visitor.json(found).getString("session"));
    }

    @Test
    void aBadBearerIsNotMadeGoodByACookie() {
        HttpResponse<String> refused =
                visitor.send("PUT", TAB, "", "authorization", "Bearer nobody", "cookie", visitor.session());
        assertEquals(401, refused.statusCode());
        assertEquals("unknown_session", Visitor.code(refused));
    }

    @ParameterizedTest
    @ValueSource(strings = {"AAAAAAAAAAAAAAAAAAAAAA", "x", "", "%0d%0aset-cookie:a=b", "ü"})
    void aSessionThatSomebodyMadeUpIsNotTaken(String madeUp) {
        HttpResponse<String> made = visitor.send("POST", SESSION, "", "cookie", madeUp);
        assertEquals(201, made.statusCode());
        assertNotEquals(madeUp, Visitor.json(made).getString("token"));
        assertTrue(Visitor.json(made).getString("token").length() >= 22, "128 bits");
    }

    @Test
    void whoLogsInGetsAnotherSessionThanTheOneItCameWith() {
        String planted = visitor.session();
        HttpResponse<String> login = visitor.send("POST", SESSION, "", "cookie", planted, "authorization", jwt("ann"));
        assertEquals(201, login.statusCode());
        assertEquals("ann", Visitor.json(login).getString("user"));
        HttpResponse<String> attacker = visitor.send("POST", SESSION, "", "cookie", planted);
        assertNotEquals("ann", Visitor.json(attacker).getString("user"));
        assertNotEquals(
                Visitor.json(login).getString("session"), Visitor.json(attacker).getString("session"));
    }

    @Test
    void whoIsLoggedInKeepsItsSessionAndAnotherUserGetsItsOwn() {
        String anns = visitor.session("authorization", jwt("ann"));
        HttpResponse<String> again = visitor.send("POST", SESSION, "", "cookie", anns, "authorization", jwt("ann"));
        assertEquals(200, again.statusCode());
        assertNull(Visitor.json(again).getString("token"), "shown once");
        HttpResponse<String> bob = visitor.send("POST", SESSION, "", "cookie", anns, "authorization", jwt("bob"));
        assertEquals(201, bob.statusCode());
        assertEquals("bob", Visitor.json(bob).getString("user"));
    }

    @Test
    void aForeignPageCanNotReplaceTheSessionOfABrowser() {
        HttpResponse<String> refused = visitor.send("POST", SESSION, "", "origin", "https://evil.example");
        assertEquals(403, refused.statusCode());
        assertNull(Visitor.cookie(refused));
    }

    @Test
    void theCookieIsOutOfReachOfScriptsAndOtherSites() {
        String plain = Visitor.cookie(visitor.send("POST", SESSION, ""));
        assertTrue(plain.contains("; HTTPOnly") && plain.contains("; SameSite=Lax"), plain);
        assertTrue(plain.contains("; Path=/") && plain.contains("; Max-Age=86400"), plain);
        assertTrue(!plain.contains("Secure"), plain);
        String behindTls = Visitor.cookie(visitor.send("POST", SESSION, "", "x-forwarded-proto", "https"));
        assertTrue(behindTls.contains("; Secure"), behindTls);
    }

    @Test
    void theCookieIsRenewedAsTheSessionIs() {
        String session = visitor.session();
        String renewed = Visitor.cookie(visitor.send("POST", SESSION, "", "cookie", session));
        assertTrue(renewed != null && renewed.startsWith(Callers.COOKIE + "=" + session + ";"), renewed);
    }

    @Test
    void anEndedSessionIsGoneAndItsCookieWithIt() {
        String session = visitor.session();
        HttpResponse<String> ended = visitor.send("DELETE", SESSION, null, "cookie", session);
        assertEquals(204, ended.statusCode());
        String cookie = Visitor.cookie(ended);
        assertTrue(cookie.contains("Max-Age=0") && cookie.contains("Path=/"), cookie);
        assertEquals(401, visitor.send("PUT", TAB, "", "cookie", session).statusCode());
    }

    @Test
    void theDropInApiTakesNoSessionForACredential() {
        String body = "{\"model\":\"sim-instant\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
        String path = "/v1/chat/completions";
        assertEquals(
                401,
                visitor.send("POST", path, body, "cookie", visitor.session()).statusCode());
        assertEquals(401, visitor.send("POST", path, body).statusCode());
        assertEquals(
                200,
                visitor.send("POST", path, body, "authorization", jwt("ann")).statusCode());
    }
}
