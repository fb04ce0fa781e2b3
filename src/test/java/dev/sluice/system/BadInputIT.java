package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that are wrong are told what is wrong, by field, and touch nobody else. */
final class BadInputIT extends BesideSomebody {
    private static final String STREAMS = "/api/v1/streams";
    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{nope                                    | null     | JSON",
                "[]                                       | null     | object",
                "{\"model\":7,MESSAGES}                   | model    | model: got 7, expected a non-empty string",
                "{\"model\":\"sim\"}                      | messages | messages: got nothing, expected a non-empty array",
                "{\"model\":\"sim\",\"messages\":[]}      | messages | messages: got an empty array",
                "{\"model\":\"sim\",\"messages\":\"hi\"}  | messages | messages: got \"hi\", expected a non-empty array",
                "{\"model\":\"sim\",\"messages\":[7]}     | messages[0] | messages[0]: got 7, expected an object",
                "{\"model\":\"sim\",MESSAGES,\"tab\":5}   | tab      | tab: got 5, expected a string",
                "{\"model\":\"sim\",MESSAGES,\"n\":2}     | n        | n: got 2, expected 1",
                "{\"model\":\"sim\",MESSAGES,\"stream\":\"yes\"} | stream | stream: got \"yes\", expected true or false",
                "{\"model\":\"sim\",MESSAGES,\"max_tokens\":-1} | max_tokens | max_tokens: got -1, expected an integer",
                "``                                       | null     | JSON"
            })
    void aBodyThatIsWrongIsToldWhere(String body, String field, String text) throws Exception {
        refused(400, "invalid_request", field, text, post(body.replace("MESSAGES", MESSAGES)));
    }

    @Test
    void anUnknownModelIsToldWithThoseThatAreKnown() throws Exception {
        HttpResponse<String> response = post("{\"model\":\"gpt-9\"," + MESSAGES + "}");
        refused(404, "model_not_found", "model", "model: got \"gpt-9\", expected one of sluice-1, ", response);
    }

    @Test
    void tenMegabytesAreTooMuchAndTheLimitIsTold() throws Exception {
        String body = "{\"model\":\"sim\"," + MESSAGES + ",\"user\":\"" + "x".repeat(10 << 20) + "\"}";
        refused(413, "body_too_large", "null", "1048576", post(body));
    }

    @Test
    void aSessionThatIsNotKnownIsTold() throws Exception {
        refused(401, "unknown_session", "null", "session: unknown or expired", post("{}", "Bearer nobody"));
        refused(401, "unknown_session", "null", "session: it has not the shape", post("{}", "Bearer a b\u00e9"));
        refused(401, "unknown_session", "null", "session: no cookie", post("{}", "Basic abc"));
    }

    @Test
    void aTabThatIsNotOpenIsNamedAndNothingIsLeftOfTheAnswer() throws Exception {
        HttpResponse<String> response = post("{\"model\":\"sim\",\"tab\":\"nope\"," + MESSAGES + "}");
        refused(404, "unknown_tab", "tab", "tab: got \"nope\", expected an open one", response);
    }

    @Test
    void aKeyWhoseRequestFailedMayBeUsedAgainOnceItCanSucceed() throws Exception {
        String body = "{\"model\":\"sim-instant;tokens=3\",\"tab\":\"later\"," + MESSAGES + "}";
        assertEquals(
                404,
                visitor.send("POST", STREAMS, body, "Idempotency-Key", "k1").statusCode());
        visitor.send("PUT", "/api/v1/tabs/later", null);
        HttpResponse<String> again = visitor.send("POST", STREAMS, body, "Idempotency-Key", "k1");
        assertEquals(202, again.statusCode(), again.body());
        assertEquals("queued", new JsonObject(again.body()).getString("status"));
    }

    @Test
    void aKeyThatWasUsedForAnotherRequestIsTold() throws Exception {
        String body = "{\"model\":\"sim-instant;tokens=3\"," + MESSAGES + "}";
        assertEquals(
                202, visitor.send("POST", STREAMS, body, "Idempotency-Key", "k").statusCode());
        HttpResponse<String> other = visitor.send("POST", STREAMS, body + " ", "Idempotency-Key", "k");
        refused(422, "idempotency_key_reused", "null", "Idempotency-Key: was used for another request", other);
    }

    @ParameterizedTest
    @CsvSource({"GET,''", "DELETE,''", "POST,/subscribe"})
    void aStreamThatIsNotThereIsNamed(String method, String path) throws Exception {
        HttpResponse<String> response = visitor.send(method, STREAMS + "/st_none" + path, null);
        refused(404, "unknown_stream", "stream", "stream: got \"st_none\", expected one of this user's", response);
    }

    @ParameterizedTest
    @CsvSource({"GET,''", "DELETE,''", "POST,/subscribe"})
    void anotherUsersStreamLooksLikeNone(String method, String path) throws Exception {
        Visitor owner = Visitor.of(node);
        String stream = owner.submit("sim;ttft=0;rate=200;tokens=60", "Mine alone");
        HttpResponse<String> response = visitor.send(method, STREAMS + "/" + stream + path, null);
        refused(404, "unknown_stream", "stream", "stream: got \"" + stream + "\"", response);
        Eventually.within(
                5, "the answer goes on to its end", () -> status(owner, stream).equals("done"));
        assertEquals("stop", json(owner, stream).getString("finish_reason"));
    }

    @Test
    void theThousandthTabIsRefusedWithTheLimit() throws Exception {
        int refused = 0;
        HttpResponse<String> last = null;
        for (int i = 0; i < 1_000; i++) {
            HttpResponse<String> response = visitor.send("PUT", "/api/v1/tabs/t" + i, null);
            if (response.statusCode() == 200) continue;
            refused++;
            last = response;
        }
        assertEquals(1_000 - 99, refused);
        refused(409, "tab_limit", "null", "this session has 100 open tabs, its limit", last);
    }

    @ParameterizedTest
    @CsvSource({
        "PUT,/api/v1/tabs/a%0d%0aX-Evil:%201,tab",
        "POST,/api/v1/tabs/a%0aX-Evil:%201/close,tab",
        "GET,/api/v1/channel?tab=a%0d%0aX-Evil:%201,tab",
        "GET,/api/v1/streams/a%0d%0aX-Evil:%201,stream",
        "DELETE,/api/v1/streams/a%00b,stream"
    })
    void anIdThatWouldBreakAHeaderIsRefusedAndShownHarmless(String method, String path, String field) throws Exception {
        HttpResponse<String> response = visitor.send(method, path, null);
        refused(400, "invalid_request", field, field + ": got \"a\\u00", response);
        assertFalse(response.headers().map().containsKey("x-evil"));
    }

    @Test
    void aTabOfTheBodyThatWouldBreakAHeaderIsRefused() throws Exception {
        HttpResponse<String> response = post("{\"model\":\"sim\",\"tab\":\"a\\r\\nX-Evil: 1\"," + MESSAGES + "}");
        refused(400, "invalid_request", "tab", "tab: got \"a\\u000d\\u000aX-Evil: 1\"", response);
    }

    @Test
    void whatIsServedNowhereIsTold() throws Exception {
        refused(404, "unknown_path", "null", "GET /api/v1/nothing", visitor.send("GET", "/api/v1/nothing", null));
    }

    private HttpResponse<String> post(String body) throws Exception {
        return visitor.send("POST", STREAMS, body);
    }

    private HttpResponse<String> post(String body, String authorization) throws Exception {
        return visitor.send("POST", STREAMS, body, "authorization", authorization);
    }

    private static String status(Visitor owner, String stream) {
        return json(owner, stream).getString("status");
    }

    private static JsonObject json(Visitor owner, String stream) {
        try {
            return new JsonObject(
                    owner.send("GET", STREAMS + "/" + stream, null).body());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void refused(int status, String code, String field, String text, HttpResponse<String> response) {
        assertEquals(status, response.statusCode(), response.body());
        assertEquals(
                "application/problem+json",
                response.headers().firstValue("content-type").orElse(null));
        JsonObject problem = new JsonObject(response.body());
        assertEquals(code, problem.getString("code"), response.body());
        assertEquals(field, String.valueOf(problem.getString("field")), response.body());
        assertTrue(problem.getString("detail").contains(text), response.body());
    }
}
