package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.Node;
import dev.sluice.app.config.ConfigLoader;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole node whose routes have fallbacks: what callers get when upstreams fail in turns. */
final class FallbackTest {
    private static final String CONFIG = """
            listen: {port: 0}
            management: {port: 0}
            simulator: {enabled: true}
            upstreams:
              a: {permits: 1, queue_length: 0, retry: {limit: 0}, timeouts: {first_event: 300ms}}
              b: {retry: {limit: 0}}
            routes:
              - {model: fine, upstream: a, as: sim-instant, fallbacks: [{upstream: b, as: sim-instant}]}
              - {model: paid, upstream: a, as: sim-instant, tiers: [pro]}
              - {model: paid, upstream: b, as: "sim-instant;tokens=3"}
              - {model: slow, upstream: a, as: "sim-instant;ttft=60000", fallbacks: [{upstream: b, as: sim-instant}]}
              - {model: lost, upstream: a, as: "sim-instant;fault=429;retry-after=60",
                 fallbacks: [{upstream: b, as: "sim-instant;fault=500"}, {upstream: b, as: "sim-instant;fault=rst;at=-1"}]}
              - {model: late, upstream: a, as: "sim-instant;tokens=20;fault=rst;at=5",
                 fallbacks: [{upstream: b, as: sim-instant}]}
              - {model: patient, upstream: b, as: "sim-instant;ttft=60000"}
              - {model: bad-400, upstream: a, as: no-such-model, fallbacks: [{upstream: b, as: sim-instant}]}
              - {model: "*", upstream: a, fallbacks: [{upstream: b, as: sim-instant}]}
            """;

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private Node node;

    @BeforeEach
    void start() throws Exception {
        Path file = Files.writeString(directory.resolve("sluice.yaml"), CONFIG);
        ConfigLoader.Result result = ConfigLoader.load(file, Map.of());
        if (!(result instanceof ConfigLoader.Valid valid)) throw new AssertionError(result);
        node = Node.start(vertx, valid.config()).await(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void giveEverythingBack() throws Exception {
        long until = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (held() > 0 && System.nanoTime() < until) Thread.onSpinWait();
        assertEquals(0, held(), "permits, calls and retries");
        node.stop().await(20, TimeUnit.SECONDS);
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    private double held() {
        return meter("permits_in_use") + meter("endpoint_in_flight") + meter("upstream_retries_in_flight");
    }

    private double meter(String name) {
        return node.registry().find(name).meters().stream()
                .mapToDouble(m -> m.measure().iterator().next().getValue())
                .sum();
    }

    private HttpRequest.Builder request(String model, boolean stream) {
        JsonArray messages =
                new JsonArray().add(new JsonObject().put("role", "user").put("content", "Hello"));
        JsonObject body =
                new JsonObject().put("model", model).put("stream", stream).put("messages", messages);
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + "/v1/chat/completions"))
                .POST(HttpRequest.BodyPublishers.ofString(body.encode()));
    }

    private HttpResponse<String> ask(String model, boolean stream) throws Exception {
        return client.send(request(model, stream).build(), BodyHandlers.ofString());
    }

    @ParameterizedTest
    @CsvSource({"401", "429;retry-after=60", "500", "503", "html502", "rst;at=-1", "cut;at=0", "slow-first"})
    void whatOneUpstreamFailsAtTheNextOneAnswers(String fault) throws Exception {
        HttpResponse<String> streamed = ask("sim-instant;fault=" + fault, true);
        assertEquals(200, streamed.statusCode(), streamed.body());
        assertTrue(streamed.body().endsWith("data: [DONE]\n\n"), streamed.body());
        assertEquals(1, meter("fallbacks"));
        HttpResponse<String> whole = ask("sim-instant;fault=" + fault, false);
        assertEquals(200, whole.statusCode(), whole.body());
        assertEquals(2, meter("fallbacks"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ifAllFailTheFirstErrorIsToldInItsOwnWordsWithItsTime(boolean stream) throws Exception {
        HttpResponse<String> response = ask("lost", stream);
        assertEquals(429, response.statusCode(), response.body());
        assertTrue(response.body().contains("rate_limit_exceeded"), response.body());
        assertEquals("60", response.headers().firstValue("retry-after").orElse(null));
        assertEquals(2, meter("fallbacks"));
    }

    @Test
    void whatFailsAfterContentIsNotStartedAnew() throws Exception {
        HttpResponse<String> response = ask("late", true);
        assertTrue(response.body().contains("upstream_reset"), response.body());
        assertEquals(0, meter("fallbacks"));
    }

    @Test
    void aModelThatOneUpstreamLacksAnotherMayHave() throws Exception {
        assertEquals(200, ask("bad-400", true).statusCode());
    }

    @Test
    void aFullQueueSendsTheNextCallerOn() throws Exception {
        CompletableFuture<HttpResponse<String>> first =
                client.sendAsync(request("slow", true).build(), BodyHandlers.ofString());
        while (meter("permits_in_use") == 0) Thread.onSpinWait();
        assertEquals(200, ask("fine", true).statusCode());
        assertEquals(200, first.get(20, TimeUnit.SECONDS).statusCode(), "and the first one when its upstream is late");
    }

    @Test
    void aTierThatARouteIsNotForTakesTheNextRoute() throws Exception {
        JsonObject answer = new JsonObject(ask("paid", false).body());
        assertEquals(3, answer.getJsonObject("usage").getInteger("completion_tokens"));
    }

    @Test
    void aCallerMaySetAShorterTime() throws Exception {
        HttpResponse<String> late = client.send(
                request("patient", true).header("x-sluice-timeout-ms", "200").build(), BodyHandlers.ofString());
        assertEquals(504, late.statusCode(), late.body());
        HttpResponse<String> odd = client.send(
                request("patient", true).header("x-sluice-timeout-ms", "soon").build(), BodyHandlers.ofString());
        assertEquals(400, odd.statusCode(), odd.body());
        assertTrue(odd.body().contains("x-sluice-timeout-ms"), odd.body());
    }
}
