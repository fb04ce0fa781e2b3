package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.simulator.Simulator;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Identical requests reach the provider once. */
class SharingIT {
    private static final int CALLERS = 1000;
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final JsonArray MESSAGES =
            new JsonArray().add(new JsonObject().put("role", "user").put("content", "Why is the sky blue?"));

    private TestNode node;
    private HttpClient client;

    @BeforeEach
    void start() throws Exception {
        node = TestNode.start();
        client = node.vertx()
                .createHttpClient(
                        new HttpClientOptions().setDefaultHost("127.0.0.1").setDefaultPort(node.port()),
                        new PoolOptions().setHttp1MaxSize(CALLERS + 10));
    }

    @AfterEach
    void stop() throws Exception {
        client.close().await(10, TimeUnit.SECONDS);
        node.close();
    }

    private record Answer(HttpClientRequest request, HttpClientResponse head, Future<Buffer> body) {
        boolean told(String header) {
            return "true".equals(head.getHeader(header));
        }
    }

    private Future<HttpClientRequest> connection() {
        return client.request(HttpMethod.POST, "/v1/chat/completions");
    }

    private static Future<Answer> send(HttpClientRequest request, String model, boolean stream, double temperature) {
        JsonObject body = new JsonObject()
                .put("model", model)
                .put("stream", stream)
                .put("temperature", temperature)
                .put("messages", MESSAGES);
        return request.send(body.toBuffer())
                .map(head -> new Answer(request, head, head.body().onFailure(gone -> {})));
    }

    private Future<Answer> ask(String model, boolean stream, double temperature) {
        return connection().compose(request -> send(request, model, stream, temperature));
    }

    private static String text(Buffer events) {
        StringBuilder text = new StringBuilder();
        for (String line : events.toString().split("\n")) {
            if (!line.startsWith("data: {")) continue;
            JsonArray choices = new JsonObject(line.substring(6)).getJsonArray("choices");
            if (!choices.isEmpty())
                text.append(choices.getJsonObject(0).getJsonObject("delta").getString("content", ""));
        }
        return text.toString();
    }

    private List<Answer> heads(List<Future<Answer>> asked) throws Exception {
        Future.all(asked).await(30, TimeUnit.SECONDS);
        return asked.stream().map(Future::result).toList();
    }

    /** All are connected before the first one asks, so that they ask at the same time however busy the machine is. */
    private List<Future<Answer>> crowd(String model, boolean stream) throws Exception {
        List<Future<HttpClientRequest>> connections = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) connections.add(connection());
        Future.all(connections).await(30, TimeUnit.SECONDS);
        return connections.stream()
                .map(c -> c.compose(request -> send(request, model, stream, 0)))
                .toList();
    }

    private void upstreamCalls(int expected) {
        assertEquals(expected, node.simulator().record().counts().begun());
    }

    @Test
    void aCrowdOfStreamsIsOneCall() throws Exception {
        String model = "sim;ttft=3000;rate=200;tokens=60";
        List<Answer> answers = heads(crowd(model, true));
        Set<String> texts = new HashSet<>();
        for (Answer a : answers) texts.add(text(a.body().await(30, TimeUnit.SECONDS)));
        assertEquals(Set.of(Simulator.expectedText(model, MESSAGES)), texts);
        assertEquals(
                CALLERS - 1,
                answers.stream().filter(a -> a.told("x-sluice-coalesced")).count());
        upstreamCalls(1);
        Waiting.until("permits are back", SOON, () -> node.meter("permits_in_use") == 0);
    }

    @Test
    void aCrowdOfWholeAnswersIsOneCall() throws Exception {
        List<Answer> answers = heads(crowd("sim;ttft=3000;rate=0;tokens=60", false));
        Set<Buffer> bodies = new HashSet<>();
        for (Answer a : answers) bodies.add(a.body().await(30, TimeUnit.SECONDS));
        assertEquals(1, bodies.size());
        assertEquals(
                CALLERS - 1,
                answers.stream().filter(a -> a.told("x-sluice-coalesced")).count());
        upstreamCalls(1);
    }

    @Test
    void whoeverLeavesStopsNothingButTheLastOne() throws Exception {
        List<Answer> answers = heads(crowd("sim;ttft=2000;rate=20;tokens=2000", true));
        for (int i = 1; i < CALLERS; i++) answers.get(i).request().connection().close();
        Waiting.until("only one is left", SOON, () -> node.meter("active_streams") <= 2);
        assertEquals(1, node.simulator().record().counts().running());
        answers.get(0).request().connection().close();
        Waiting.until(
                "the call ends with the last",
                SOON,
                () -> node.simulator().record().counts().running() == 0);
        Waiting.until(
                "nothing is left", SOON, () -> node.meter("permits_in_use") == 0 && node.meter("active_streams") == 0);
    }

    @Test
    void aLateOneGetsWhatWasSaidAndThenTheRest() throws Exception {
        String model = "sim;ttft=0;rate=100;tokens=150";
        Answer first = ask(model, true, 0).await(10, TimeUnit.SECONDS);
        Answer late = ask(model, true, 0).await(10, TimeUnit.SECONDS);
        assertTrue(late.told("x-sluice-coalesced"));
        String expected = Simulator.expectedText(model, MESSAGES);
        assertEquals(expected, text(late.body().await(10, TimeUnit.SECONDS)));
        assertEquals(expected, text(first.body().await(10, TimeUnit.SECONDS)));
        upstreamCalls(1);
    }

    @Test
    void aKeptAnswerIsToldAgainWithoutACall() throws Exception {
        String model = "sim;ttft=0;rate=0;tokens=40";
        Buffer first = ask(model, true, 0).await(10, TimeUnit.SECONDS).body().await(10, TimeUnit.SECONDS);
        Answer again = ask(model, true, 0).await(10, TimeUnit.SECONDS);
        assertTrue(again.told("x-sluice-cached"));
        assertEquals(first, again.body().await(10, TimeUnit.SECONDS));
        upstreamCalls(1);
    }

    @Test
    void nothingIsSharedWhereTheAnswerMayDiffer() throws Exception {
        String model = "sim;ttft=500;rate=0;tokens=5";
        List<Answer> answers = heads(List.of(ask(model, true, 0.7), ask(model, true, 0.7)));
        for (Answer a : answers) a.body().await(10, TimeUnit.SECONDS);
        upstreamCalls(2);
    }

    @Test
    void aBrokenAnswerIsToldToAllAndKeptByNobody() throws Exception {
        String model = "sim;ttft=1000;rate=0;tokens=20;fault=cut;at=5";
        List<Answer> answers = heads(List.of(ask(model, true, 0), ask(model, true, 0)));
        for (Answer a : answers)
            assertTrue(a.body().await(10, TimeUnit.SECONDS).toString().contains("upstream_truncated"));
        upstreamCalls(1);
        ask(model, true, 0).await(10, TimeUnit.SECONDS).body().await(10, TimeUnit.SECONDS);
        upstreamCalls(2);
    }
}
