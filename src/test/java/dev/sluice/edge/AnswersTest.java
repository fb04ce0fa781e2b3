package dev.sluice.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.system.TestNode;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every refusal is a problem (RFC 9457) on our own paths, and OpenAI's error on the drop-in API. */
final class AnswersTest {
    private static TestNode node;
    private static Visitor visitor;
    private static String session;

    @BeforeAll
    static void start() throws Exception {
        node = TestNode.start("SLUICE_MAX_BODY", "4KiB", "SLUICE_MAX_TABS", "3");
        visitor = new Visitor(node);
        session = visitor.session();
    }

    @AfterAll
    static void stop() throws Exception {
        node.close();
    }

    private static HttpResponse<String> ours(String method, String path, String body) {
        return visitor.send(method, "/api/v1" + path, body, "cookie", session);
    }

    private static void assertProblem(HttpResponse<String> response, int status, String code) {
        assertEquals(status, response.statusCode(), response.body());
        assertEquals(
                "application/problem+json",
                response.headers().firstValue("content-type").orElseThrow());
        JsonObject problem = Visitor.json(response);
        assertEquals(code, problem.getString("code"));
        assertEquals(status, problem.getInteger("status"));
        assertFalse(problem.getString("detail").isBlank());
    }

    private static void assertOpenAi(HttpResponse<String> response, int status, String code) {
        assertEquals(status, response.statusCode(), response.body());
        assertEquals(
                "application/json",
                response.headers().firstValue("content-type").orElseThrow());
        assertEquals(code, Visitor.code(response));
    }

    @Test
    void aPathThatIsNotThereIsNamed() {
        assertProblem(ours("GET", "/nothing", null), 404, "unknown_path");
        assertProblem(visitor.send("DELETE", "/v2/x", null), 404, "unknown_path");
        assertOpenAi(visitor.send("GET", "/v1/embeddings", null), 404, "unknown_path");
        assertOpenAi(visitor.send("GET", "/v1/chat/completions", null), 404, "unknown_path");
    }

    @Test
    void aBodyOverTheLimitIsTooLarge() {
        String body = "{\"model\":\"" + "x".repeat(5000) + "\"}";
        assertProblem(ours("POST", "/streams", body), 413, "body_too_large");
        assertOpenAi(visitor.send("POST", "/v1/chat/completions", body), 413, "body_too_large");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "not json                                                   | ",
                "[]                                                         | ",
                "{}                                                         | model",
                "{\"model\":7}                                              | model",
                "{\"model\":\"sim\"}                                        | messages",
                "{\"model\":\"sim\",\"messages\":[]}                        | messages",
                "{\"model\":\"sim\",\"messages\":[{\"role\":\"user\"}],\"tab\":7} | tab",
                "{\"model\":\"sim\",\"messages\":[{\"role\":\"user\"}],\"tab\":\"a b\"} | tab",
                "{\"model\":\"sim\",\"messages\":[{\"role\":\"user\"}],\"n\":2} | n",
            })
    void aBadBodyNamesTheField(String body, String field) {
        HttpResponse<String> refused = ours("POST", "/streams", body);
        assertProblem(refused, 400, "invalid_request");
        assertEquals(field, Visitor.json(refused).getString("field"), refused.body());
    }

    @Test
    void whatIsNotThereIsNamed() {
        String body = "{\"model\":\"gpt-99\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
        assertProblem(ours("POST", "/streams", body), 404, "model_not_found");
        String tab = "{\"model\":\"sim\",\"tab\":\"ghost\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
        assertProblem(ours("POST", "/streams", tab), 404, "unknown_tab");
        assertProblem(ours("GET", "/streams/st_ghost", null), 404, "unknown_stream");
        assertProblem(ours("DELETE", "/streams/st_ghost", null), 404, "unknown_stream");
        assertProblem(visitor.send("PUT", "/api/v1/tabs/t", ""), 401, "unknown_session");
        assertEquals(0, node.meter("active_streams"), "a refused answer runs");
    }

    @Test
    void oneTabTooManyIsToldWithTheLimit() {
        String other = visitor.session();
        HttpResponse<String> last = null;
        for (int i = 0; i < 4; i++) last = visitor.send("PUT", "/api/v1/tabs/t" + i, "", "cookie", other);
        assertProblem(last, 409, "tab_limit");
        assertTrue(last.body().contains(" 3 "), last.body());
    }

    @ParameterizedTest
    @CsvSource({"a%0d%0aset-cookie:%20x=y", "a%00b", "a%2F..%2Fb", "%F0%9F%8C%88"})
    void anIdThatWouldBreakAHeaderIsRefused(String id) {
        HttpResponse<String> refused = ours("PUT", "/tabs/" + id, "");
        assertProblem(refused, 400, "invalid_request");
        assertEquals("tab", Visitor.json(refused).getString("field"));
        assertTrue(refused.headers().allValues("set-cookie").isEmpty());
    }
}
