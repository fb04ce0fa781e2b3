package dev.sluice.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.system.TestNode;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pages of configured origins may read answers; nobody else's may, and nobody else is disturbed. */
final class CorsTest {
    private static final String FRIEND = "https://chat.example.com";
    private static final String SESSION = "/api/v1/session";
    private static TestNode node;
    private static Visitor visitor;

    @BeforeAll
    static void start() throws Exception {
        node = TestNode.start("SLUICE_CORS_ORIGINS", FRIEND + ",https://other.example.com");
        visitor = new Visitor(node);
    }

    @AfterAll
    static void stop() throws Exception {
        node.close();
    }

    private static List<String> header(HttpResponse<String> response, String name) {
        return response.headers().allValues(name);
    }

    @Test
    void aFriendsPreflightIsAnsweredWithWhatItMayDo() {
        HttpResponse<String> preflight = visitor.send(
                "OPTIONS",
                "/api/v1/streams",
                null,
                "origin",
                FRIEND,
                "access-control-request-method",
                "POST",
                "access-control-request-headers",
                "authorization,idempotency-key,x-stainless-lang");
        assertEquals(204, preflight.statusCode());
        assertEquals(List.of(FRIEND), header(preflight, "access-control-allow-origin"));
        assertEquals(List.of("true"), header(preflight, "access-control-allow-credentials"));
        assertTrue(header(preflight, "access-control-allow-methods").get(0).contains("PUT"));
        assertEquals(
                List.of("authorization,idempotency-key,x-stainless-lang"),
                header(preflight, "access-control-allow-headers"));
        assertTrue(header(preflight, "vary").contains("origin"));
    }

    @Test
    void aStrangersPreflightIsAllowedNothing() {
        HttpResponse<String> preflight = visitor.send(
                "OPTIONS",
                "/api/v1/streams",
                null,
                "origin",
                "https://evil.example",
                "access-control-request-method",
                "POST");
        assertTrue(preflight.statusCode() >= 400);
        assertEquals(List.of(), header(preflight, "access-control-allow-origin"));
        assertEquals(List.of(), header(preflight, "access-control-allow-methods"));
    }

    @Test
    void aFriendReadsAnswersAndErrors() {
        HttpResponse<String> made = visitor.send("POST", SESSION, "", "origin", FRIEND);
        assertEquals(201, made.statusCode());
        assertEquals(List.of(FRIEND), header(made, "access-control-allow-origin"));
        HttpResponse<String> refused = visitor.send("PUT", "/api/v1/tabs/t", "", "origin", FRIEND);
        assertEquals(401, refused.statusCode());
        assertEquals(List.of(FRIEND), header(refused, "access-control-allow-origin"));
    }

    @Test
    void ourOwnPageIsServedAlthoughItIsNotListed() {
        HttpResponse<String> made = visitor.send("POST", SESSION, "", "origin", visitor.ownOrigin());
        assertEquals(201, made.statusCode());
        assertEquals(List.of(), header(made, "access-control-allow-origin"));
    }

    @Test
    void anAnswerSharedByTokenIsReadByAnyPage() {
        String session = visitor.session();
        visitor.send("PUT", "/api/v1/tabs/t", "", "cookie", session);
        String body = "{\"tab\":\"t\",\"model\":\"sim-instant\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
        HttpResponse<String> done = visitor.send("POST", "/api/v1/streams", body, "cookie", session);
        assertEquals(202, done.statusCode(), done.body());
        String url = "/api/v1/streams/" + Visitor.json(done).getString("stream");
        String share = "?share=" + Visitor.json(done).getString("share");
        HttpResponse<String> shared = visitor.send("GET", url + share, null, "origin", "https://anywhere.example");
        assertEquals(200, shared.statusCode());
        assertEquals(List.of("*"), header(shared, "access-control-allow-origin"));
        HttpResponse<String> withoutToken = visitor.send("GET", url, null, "origin", "https://anywhere.example");
        assertEquals(401, withoutToken.statusCode());
        assertEquals(List.of(), header(withoutToken, "access-control-allow-origin"));
    }
}
