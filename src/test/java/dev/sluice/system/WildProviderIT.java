package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Habits of real providers and clients that have cost other gateways dearly, through a whole node. */
final class WildProviderIT {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String DONE = "data: [DONE]\n\n";

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private WildProvider provider;
    private TestNode node;

    @BeforeEach
    void start() throws Exception {
        provider = new WildProvider(vertx);
        node = TestNode.configured(provider.config());
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
        provider.close();
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    private HttpRequest question(String more) {
        JsonObject body = new JsonObject("{\"model\":\"wild\",\"stream\":true" + more + "}")
                .put("messages", Visitor.messages("Why is the sky blue?"));
        return request("/v1/chat/completions")
                .POST(BodyPublishers.ofString(body.encode()))
                .build();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(node.uri(path))
                .timeout(Duration.ofSeconds(20))
                .header("authorization", "Bearer " + WildProvider.KEY);
    }

    private CompletableFuture<HttpResponse<String>> ask(String more) {
        return client.sendAsync(question(more), BodyHandlers.ofString());
    }

    private double tokens() {
        return node.meter("tokens_used");
    }

    @Test
    void paddingAgainstListenersPassesAsItCame() throws Exception {
        CompletableFuture<HttpResponse<String>> asked = ask(",\"stream_options\":{\"include_obfuscation\":true}");
        String first = WildProvider.chunk("{\"content\":\"The\"}", "null", ",\"obfuscation\":\"x9Qe\"");
        String second = WildProvider.chunk("{\"content\":\" sky\"}", "\"stop\"", ",\"obfuscation\":\"k\"");
        provider.stream().end(first + second + DONE);
        assertEquals(first + second + DONE, asked.get(10, TimeUnit.SECONDS).body());
    }

    @Test
    void usageThatIsToldInPiecesIsPutTogether() throws Exception {
        CompletableFuture<HttpResponse<String>> asked = ask("");
        String early = ",\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":1}";
        String late = ",\"usage\":{\"completion_tokens\":7}";
        provider.stream()
                .end(WildProvider.chunk("{\"content\":\"The\"}", "null", early)
                        + WildProvider.chunk("{\"content\":\" sky\"}", "null", late)
                        + WildProvider.chunk("{}", "\"stop\"", ",\"usage\":null")
                        + DONE);
        assertEquals(200, asked.get(10, TimeUnit.SECONDS).statusCode());
        Waiting.until("counted", SOON, () -> tokens() > 0);
        assertEquals(107, tokens());
    }

    @Test
    void whoReadsEverythingAndLeavesBeforeTheUsageIsChargedAllTheSame() throws Exception {
        CompletableFuture<HttpResponse<InputStream>> asked =
                client.sendAsync(question(""), BodyHandlers.ofInputStream());
        HttpServerResponse answer = provider.stream();
        CompletableFuture<Void> gone = new CompletableFuture<>();
        answer.closeHandler(v -> gone.complete(null));
        answer.write(WildProvider.text("The sky is blue since") + WildProvider.chunk("{}", "\"stop\"", ""));
        try (InputStream body = asked.get(10, TimeUnit.SECONDS).body()) {
            StringBuilder read = new StringBuilder();
            while (read.indexOf("\"finish_reason\":\"stop\"") < 0) read.append((char) body.read());
        }
        gone.get(5, TimeUnit.SECONDS);
        Waiting.until("permit back", SOON, () -> node.meter("permits_in_use") == 0);
        JsonObject use = usage();
        assertEquals(1, use.getInteger("requests"));
        assertTrue(use.getInteger("prompt_tokens") >= 5, use.encode());
        assertTrue(use.getInteger("completion_tokens") >= 4, use.encode());
    }

    private JsonObject usage() throws Exception {
        HttpResponse<String> response = client.send(request("/api/v1/usage").build(), BodyHandlers.ofString());
        assertEquals(200, response.statusCode(), response.body());
        return new JsonObject(response.body()).getJsonObject("total");
    }

    @Test
    void theProvidersLimitsAreNotTakenForTheCallers() throws Exception {
        CompletableFuture<HttpResponse<String>> asked = ask("");
        provider.stream("x-ratelimit-remaining-requests", "3", "x-request-id", "req_1", "set-cookie", "edge=1")
                .end(WildProvider.text("Yes.") + WildProvider.chunk("{}", "\"stop\"", "") + DONE);
        HttpResponse<String> answer = asked.get(10, TimeUnit.SECONDS);
        assertEquals(
                "3",
                answer.headers()
                        .firstValue("x-upstream-ratelimit-remaining-requests")
                        .orElseThrow());
        assertEquals(
                "req_1", answer.headers().firstValue("x-upstream-request-id").orElseThrow());
        assertFalse(answer.headers().map().containsKey("x-ratelimit-remaining-requests"));
        assertFalse(answer.headers().map().containsKey("set-cookie"));
    }

    @Test
    void textAndAToolCallInOneChunkAreBothKept() throws Exception {
        JsonObject body = new JsonObject()
                .put("model", "wild")
                .put("max_tokens", 100)
                .put("messages", Visitor.messages("What time is it?"))
                .put(
                        "tools",
                        JsonArray.of(new JsonObject("{\"name\":\"clock\",\"input_schema\":{\"type\":\"object\"}}")));
        CompletableFuture<HttpResponse<String>> asked = client.sendAsync(
                request("/v1/messages")
                        .POST(BodyPublishers.ofString(body.put("stream", true).encode()))
                        .build(),
                BodyHandlers.ofString());
        String call =
                "{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"clock\",\"arguments\":\"{}\"}}";
        provider.stream()
                .end(WildProvider.chunk(
                                "{\"content\":\"Let me look.\",\"tool_calls\":[" + call + "]}", "\"tool_calls\"", "")
                        + DONE);
        String said = asked.get(10, TimeUnit.SECONDS).body();
        assertTrue(said.contains("Let me look."), said);
        assertTrue(said.contains("\"name\":\"clock\""), said);
        assertTrue(said.contains("\"stop_reason\":\"tool_use\""), said);
        assertTrue(said.indexOf("Let me look.") < said.indexOf("\"name\":\"clock\""), said);
    }

    @Test
    void anOverloadAsTheFirstEventOfA200IsAnOverload() throws Exception {
        CompletableFuture<HttpResponse<String>> asked = ask("");
        provider.stream().end("data: {\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n");
        HttpResponse<String> answer = asked.get(10, TimeUnit.SECONDS);
        assertEquals(503, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains("Overloaded"), answer.body());
    }

    @Test
    void aKeyInTheAddressIsInNoAnswer() throws Exception {
        String address = "/v1beta/models/wild:nothing?key=sk-very-secret";
        HttpResponse<String> answer =
                client.send(request(address).POST(BodyPublishers.ofString("{}")).build(), BodyHandlers.ofString());
        assertEquals(404, answer.statusCode());
        assertFalse(answer.body().contains("secret"), answer.body());
    }

    @Test
    void charactersThatPacketsCutArriveWhole() throws Exception {
        CompletableFuture<HttpResponse<String>> asked = ask("");
        String whole =
                WildProvider.text("Grüße, 世界 ☀ 👋").replace("data: ", "data:").replace("\n", "\r\n");
        byte[] bytes = (whole + WildProvider.chunk("{}", "\"stop\"", "") + DONE).getBytes(StandardCharsets.UTF_8);
        HttpServerResponse response = provider.stream();
        for (byte each : bytes) response.write(Buffer.buffer(new byte[] {each}));
        response.end();
        String said = asked.get(10, TimeUnit.SECONDS).body();
        assertTrue(said.contains("Grüße, 世界 ☀ 👋"), said);
    }
}
