package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers may use, what they are told about it, and what they have used. */
final class LimitsIT {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String CHAT = "/v1/chat/completions";
    /** Ten tokens a second come back in a minute's bucket of 600: what a test may be off by. */
    private static final int A_WHILE = 200;

    private static final String YAML = "auth:\n  api_keys:\n"
            + LimitedNode.key("ann-key", "ann", "free", "")
            + LimitedNode.key("bob-key", "bob", "pro", "")
            + LimitedNode.key("backend-key", "backend", "enterprise", ", limits: {requests: 2}")
            + LimitedNode.key("other-key", "backend", "enterprise", "")
            + LimitedNode.key("admin-key", "root", "enterprise", ", scopes: [admin]") + """
            limits:
              free: {requests: 4, tokens: 3000, concurrent: 1}
              pro: {requests: 400, tokens: 6100, concurrent: 20}
              enterprise: {off: true}
            upstreams: {a: {permits: 2, retry: {limit: 0}}}
            """;

    private LimitedNode node;

    @BeforeEach
    void start() throws Exception {
        node = new LimitedNode(YAML);
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
    }

    @Test
    void everyAnswerSaysHowTheLimitsStand() throws Exception {
        HttpResponse<String> answer = node.chat("ann-key", "sim-instant;tokens=100");
        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals(4, LimitedNode.number(answer, "x-ratelimit-limit-requests"));
        assertEquals(3000, LimitedNode.number(answer, "x-ratelimit-limit-tokens"));
        assertEquals(3, LimitedNode.number(answer, "x-ratelimit-remaining-requests"));
        long used = new JsonObject(answer.body()).getJsonObject("usage").getLong("total_tokens");
        long left = LimitedNode.number(answer, "x-ratelimit-remaining-tokens");
        assertTrue(left >= 3000 - used && left <= 3000 - used + A_WHILE, "left " + left + ", used " + used);
        String reset = answer.headers().firstValue("x-ratelimit-reset-requests").orElseThrow();
        assertTrue(reset.matches("1[45](\\.\\d+)?s"), reset);
        HttpResponse<String> unknown = node.chat("ann-key", "no-such-model");
        assertEquals(404, unknown.statusCode());
        assertEquals(4, LimitedNode.number(unknown, "x-ratelimit-limit-requests"));
        HttpResponse<String> stranger = node.chat("nobodys-key", "sim-instant");
        assertEquals(401, stranger.statusCode());
        assertTrue(stranger.headers().firstValue("x-ratelimit-limit-requests").isEmpty());
    }

    @Test
    void anthropicsFaceSaysItInAnthropicsWords() throws Exception {
        Instant before = Instant.now();
        HttpResponse<String> answer =
                node.post("ann-key", "/v1/messages", LimitedNode.question("sim-instant;tokens=100"));
        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals(4, LimitedNode.number(answer, "anthropic-ratelimit-requests-limit"));
        assertEquals(3, LimitedNode.number(answer, "anthropic-ratelimit-requests-remaining"));
        assertEquals(3000, LimitedNode.number(answer, "anthropic-ratelimit-tokens-limit"));
        Instant reset = Instant.parse(answer.headers()
                .firstValue("anthropic-ratelimit-requests-reset")
                .orElseThrow());
        assertTrue(reset.isAfter(before.plusSeconds(10)) && reset.isBefore(before.plusSeconds(30)), reset::toString);
        assertTrue(answer.headers().firstValue("x-ratelimit-limit-requests").isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"generateContent", "streamGenerateContent", "streamGenerateContent?alt=sse"})
    void geminisFaceSaysItInOpenAisWords(String method) throws Exception {
        JsonObject question = new JsonObject("{\"contents\":[{\"parts\":[{\"text\":\"Why is the sky blue?\"}]}]}");
        HttpResponse<String> answer =
                node.post("ann-key", "/v1beta/models/sim-instant%3Btokens=100:" + method, question);
        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals(4, LimitedNode.number(answer, "x-ratelimit-limit-requests"));
        assertEquals(3, LimitedNode.number(answer, "x-ratelimit-remaining-requests"));
        assertEquals(3000, LimitedNode.number(answer, "x-ratelimit-limit-tokens"));
        assertTrue(LimitedNode.number(answer, "x-ratelimit-remaining-tokens") < 3000);
        assertTrue(answer.headers().firstValue("x-ratelimit-reset-tokens").isPresent());
    }

    @Test
    void whoIsOverItsLimitIsToldWhenToComeBack() throws Exception {
        for (int i = 0; i < 4; i++)
            assertEquals(200, node.chat("ann-key", "sim-instant;tokens=10").statusCode());
        HttpResponse<String> refused = node.chat("ann-key", "sim-instant;tokens=10");
        assertEquals(429, refused.statusCode(), refused.body());
        assertEquals("rate_limit_exceeded", error(refused).getString("code"));
        long seconds = LimitedNode.number(refused, "retry-after");
        long millis = LimitedNode.number(refused, "retry-after-ms");
        assertTrue(millis > 5_000 && millis <= 15_000 && seconds == (millis + 999) / 1000, "after " + millis);
        assertEquals("true", refused.headers().firstValue("x-should-retry").orElseThrow());
        assertEquals(0, LimitedNode.number(refused, "x-ratelimit-remaining-requests"));
        assertEquals(1, node.meter("limited_requests"));
        assertEquals(200, node.chat("bob-key", "sim-instant;tokens=10").statusCode(), "another user");
    }

    private static JsonObject error(HttpResponse<String> response) {
        return new JsonObject(response.body()).getJsonObject("error");
    }

    @Test
    void aPromptThatNeverFitsIsNoMatterOfTime() throws Exception {
        JsonObject body = LimitedNode.question("sim-instant");
        body.getJsonArray("messages").getJsonObject(0).put("content", "sky ".repeat(4000));
        HttpResponse<String> refused = node.post("ann-key", CHAT, body);
        assertEquals(413, refused.statusCode(), refused.body());
        assertTrue(refused.headers().firstValue("retry-after").isEmpty());
    }

    @Test
    void aTierWithoutLimitsHasNoHeadersAndItsKeyMayHaveSome() throws Exception {
        HttpResponse<String> free = node.chat("other-key", "sim-instant;tokens=10");
        assertEquals(200, free.statusCode());
        assertTrue(free.headers().firstValue("x-ratelimit-limit-requests").isEmpty());
        for (int i = 0; i < 2; i++)
            assertEquals(200, node.chat("backend-key", "sim-instant;tokens=10").statusCode());
        HttpResponse<String> refused = node.chat("backend-key", "sim-instant;tokens=10");
        assertEquals(429, refused.statusCode());
        assertEquals(2, LimitedNode.number(refused, "x-ratelimit-limit-requests"));
        assertEquals(200, node.chat("other-key", "sim-instant;tokens=10").statusCode(), "the same user's other key");
    }

    @Test
    void aSessionsSubmissionIsRefusedInItsAnswer() throws Exception {
        HttpResponse<String> made = node.post("ann-key", "/api/v1/session", new JsonObject());
        String token = new JsonObject(made.body()).getString("token");
        JsonObject slow = LimitedNode.question("sim;ttft=60000");
        assertEquals(202, node.post(token, "/api/v1/streams", slow).statusCode());
        HttpResponse<String> refused = node.post(token, "/api/v1/streams", slow);
        assertEquals(429, refused.statusCode(), refused.body());
        assertEquals("concurrency_limit_exceeded", new JsonObject(refused.body()).getString("code"));
        assertEquals(1, LimitedNode.number(refused, "retry-after"));
    }

    @Test
    void whoLeavesGetsBackWhatWasNotUsed() throws Exception {
        JsonObject slow = LimitedNode.question("sim;ttft=60000").put("stream", true);
        CompletableFuture<?> first = node.posting("bob-key", CHAT, slow);
        CompletableFuture<?> second = node.posting("bob-key", CHAT, slow);
        Waiting.until("both run", SOON, () -> node.meter("permits_in_use") == 2);
        CompletableFuture<?> waiting = node.posting("bob-key", CHAT, LimitedNode.question("sim-instant;tokens=10"));
        Waiting.until("one waits", SOON, () -> node.meter("queue_length") == 1);
        assertTrue(node.left("bob-key", "tokens") < A_WHILE + 200, "2,000 each are reserved");
        waiting.cancel(true);
        Waiting.until("nobody waits", SOON, () -> node.meter("queue_length") == 0);
        first.cancel(true);
        second.cancel(true);
        Waiting.until("nothing runs", SOON, () -> node.meter("active_streams") == 0);
        long left = node.left("bob-key", "tokens");
        assertTrue(left > 6000, "two short prompts were used, left " + left);
        assertEquals(0, node.meter("permits_in_use"));
    }

    @Test
    void whoWillNotWaitIsRefusedAtOnce() throws Exception {
        JsonObject slow = LimitedNode.question("sim;ttft=60000").put("stream", true);
        CompletableFuture<?> first = node.posting("other-key", CHAT, slow);
        CompletableFuture<?> second = node.posting("other-key", CHAT, slow);
        Waiting.until("both run", SOON, () -> node.meter("permits_in_use") == 2);
        JsonObject quick = LimitedNode.question("sim-instant;tokens=10");
        HttpResponse<String> refused = node.post("other-key", CHAT, quick, "x-sluice-max-wait-ms", "0");
        assertEquals(503, refused.statusCode(), refused.body());
        assertEquals("queue_too_long", error(refused).getString("code"));
        assertTrue(LimitedNode.number(refused, "retry-after") >= 1, "told before anything was measured, too");
        HttpResponse<String> odd = node.post("other-key", CHAT, quick, "x-sluice-max-wait-ms", "soon");
        assertEquals(400, odd.statusCode(), odd.body());
        first.cancel(true);
        second.cancel(true);
        Waiting.until("nothing runs", SOON, () -> node.meter("active_streams") == 0);
        assertEquals(
                200,
                node.post("other-key", CHAT, quick, "x-sluice-max-wait-ms", "0").statusCode());
    }

    @Test
    void everybodySeesItsOwnUseAndTheAdminAll() throws Exception {
        long ann = used(node.chat("ann-key", "sim-instant;tokens=10"));
        long bob = used(node.chat("bob-key", "sim-instant;tokens=20"));
        JsonObject own = usage("ann-key", "");
        assertEquals(1, own.getJsonObject("total").getInteger("requests"));
        assertEquals(ann, tokens(own.getJsonObject("total")));
        JsonArray rows = own.getJsonArray("usage");
        assertEquals(1, rows.size());
        assertEquals("sim*", rows.getJsonObject(0).getString("model"));
        assertTrue(rows.getJsonObject(0).getDouble("cost_usd") > 0);
        assertEquals(ann + bob, tokens(usage("admin-key", "").getJsonObject("total")));
        assertEquals(ann + bob, tokens(usage("admin-key", "?tenant=acme").getJsonObject("total")));
        assertEquals(0, tokens(usage("admin-key", "?tenant=beta").getJsonObject("total")));
        assertEquals(403, node.get("ann-key", "/api/v1/usage?tenant=acme").statusCode());
        assertEquals(401, node.get("nobodys-key", "/api/v1/usage").statusCode());
        HttpResponse<String> made = node.post("ann-key", "/api/v1/session", new JsonObject());
        String session = new JsonObject(made.body()).getString("token");
        assertEquals(own, usage(session, ""));
    }

    private JsonObject usage(String key, String query) throws Exception {
        HttpResponse<String> response = node.get(key, "/api/v1/usage" + query);
        assertEquals(200, response.statusCode(), response.body());
        return new JsonObject(response.body());
    }

    private static long used(HttpResponse<String> answer) {
        assertEquals(200, answer.statusCode(), answer.body());
        return new JsonObject(answer.body()).getJsonObject("usage").getLong("total_tokens");
    }

    private static long tokens(JsonObject sums) {
        return sums.getLong("prompt_tokens") + sums.getLong("completion_tokens");
    }

    @Test
    void whoWaitsForLongHearsWhereItStands() throws Exception {
        node.close();
        node = new LimitedNode(YAML + "channel: {heartbeat: 100ms}\n");
        JsonObject slow = LimitedNode.question("sim;ttft=60000").put("stream", true);
        CompletableFuture<?> first = node.posting("other-key", CHAT, slow);
        CompletableFuture<?> second = node.posting("other-key", CHAT, slow);
        Waiting.until("both run", SOON, () -> node.meter("permits_in_use") == 2);
        JsonObject quick = LimitedNode.question("sim-instant;tokens=10").put("stream", true);
        Iterator<String> lines = node.lines("other-key", CHAT, quick);
        String waits = lines.next();
        assertTrue(waits.matches(": queued position=1( eta_ms=\\d+)?"), waits);
        first.cancel(true);
        List<String> rest = new ArrayList<>();
        lines.forEachRemaining(rest::add);
        assertTrue(rest.contains("data: [DONE]"), rest::toString);
        second.cancel(true);
    }
}
