package dev.sluice.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.bench.BenchCommand;
import dev.sluice.simulator.Simulator;
import dev.sluice.simulator.SimulatorOptions;
import dev.sluice.system.TestNode;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class BenchCommandTest {
    private static final String ANSWER = """
            {"choices":[{"index":0,"message":{"role":"assistant","content":"one"},"finish_reason":"stop"}],
            "usage":{"prompt_tokens":7,"completion_tokens":3,"cost":0.5}}""";

    private final Vertx vertx = Vertx.vertx();
    private Terminal terminal;

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    private int bench(String... words) {
        String[] all = new String[words.length + 1];
        all[0] = "bench";
        System.arraycopy(words, 0, all, 1, words.length);
        terminal = new Terminal(new BenchCommand(false));
        return terminal.execute(all);
    }

    private String serve(io.vertx.core.Handler<HttpServerRequest> handler) throws Exception {
        HttpServer server = vertx.createHttpServer().requestHandler(handler);
        int port = server.listen(0, "127.0.0.1").await(10, TimeUnit.SECONDS).actualPort();
        return "http://127.0.0.1:" + port;
    }

    private static void json(HttpServerRequest request, int status, String body) {
        request.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/json")
                .end(body);
    }

    @Test
    void aNodeIsMeasured() throws Exception {
        try (TestNode node = TestNode.start()) {
            String model = "sim;ttft=20;rate=2000;tokens=10";
            assertEquals(
                    0,
                    bench(
                            "--url",
                            node.uri("/").toString(),
                            "--requests",
                            "40",
                            "--concurrency",
                            "8",
                            "--json",
                            "--model",
                            model,
                            "--price",
                            "1,2"),
                    () -> terminal.err());
            JsonObject told = new JsonObject(terminal.out());
            assertEquals(40, told.getInteger("total"));
            assertEquals(40, told.getInteger("successful"));
            assertTrue(told.getJsonObject("time_to_first_token_ms").getDouble("p50") >= 20, told::encode);
            JsonObject latency = told.getJsonObject("latency_ms");
            assertTrue(latency.getDouble("p50") <= latency.getDouble("p95"), told::encode);
            assertTrue(latency.getDouble("p95") <= latency.getDouble("p99"), told::encode);
            assertEquals(400, told.getInteger("completion_tokens"), told::encode);
            double cost = (told.getInteger("prompt_tokens") + 2 * 400) / 1e6;
            assertEquals(cost, told.getDouble("cost_usd"), 1e-9);
            assertTrue(terminal.err().contains("40 of 40, 0 failed"), terminal.err());
        }
    }

    @Test
    void theFirstModelOfTheListIsAskedWhereNoneIsNamed() throws Exception {
        Set<String> asked = ConcurrentHashMap.newKeySet();
        String url = serve(request -> {
            if (request.path().endsWith("/models"))
                json(request, 200, "{\"data\":[{\"id\":\"first\"},{\"id\":\"second\"}]}");
            else
                request.body().onSuccess(body -> {
                    asked.add(body.toJsonObject().getString("model"));
                    json(request, 200, ANSWER);
                });
        });
        assertEquals(0, bench("--url", url, "--requests", "2", "--no-stream", "--json"));
        assertEquals("first", new JsonObject(terminal.out()).getString("model"));
        assertEquals(Set.of("first"), asked);
    }

    @Test
    void whatTheAnswersCostIsTheirOwnWord() throws Exception {
        String url = serve(request -> json(request, 200, ANSWER));
        assertEquals(0, bench("--url", url, "--requests", "4", "--model", "m", "--no-stream"));
        assertTrue(terminal.out().contains("cost        2.000000 USD"), terminal.out());
    }

    @Test
    void failuresAreCountedByTheirReason() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        String url = serve(request -> {
            int n = asked.incrementAndGet();
            if (n % 5 == 0) json(request, 429, "{\"error\":{\"message\":\"slow\",\"code\":\"rate_limited\"}}");
            else if (n % 5 == 1) json(request, 200, ANSWER);
            else if (n % 5 == 2) request.connection().close();
            else if (n % 5 == 3) json(request, 200, "{\"choices\":[{\"delta\":{\"content\":\"a\"}}]}");
            else json(request, 503, "busy");
        });
        assertEquals(0, bench("--url", url, "--requests", "10", "--concurrency", "1", "--model", "m", "--no-stream"));
        assertTrue(terminal.out().contains("successful  4"), terminal.out());
        assertTrue(terminal.out().contains("2: status 429 (rate_limited)"), terminal.out());
        assertTrue(terminal.out().contains("2: status 503\n"), terminal.out());
        assertTrue(terminal.out().contains("2: Connection was closed"), terminal.out());
        assertTrue(terminal.out().contains("cost        not told"), terminal.out());
    }

    @Test
    void aStreamWithoutAnEndIsAFailure() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        String chunk = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n";
        String url = serve(request -> {
            request.response().putHeader("content-type", "text/event-stream");
            request.response().end(asked.incrementAndGet() == 1 ? chunk + "data: [DONE]\n\n" : chunk);
        });
        assertEquals(0, bench("--url", url + "/v1/chat/completions", "--requests", "3", "--model", "m"));
        assertTrue(terminal.out().contains("2: cut off before its end"), terminal.out());
        assertTrue(terminal.out().contains("not told; --price knows it"), terminal.out());
    }

    @Test
    void anAddressThatRefusesIsOneLine() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        for (String model : new String[] {null, "m"}) {
            String url = "http://127.0.0.1:" + port;
            assertEquals(1, model == null ? bench("--url", url) : bench("--url", url, "--model", model));
            assertTrue(terminal.err().contains("Connection refused"), terminal.err());
            assertEquals(
                    1,
                    terminal.err()
                            .lines()
                            .filter(l -> l.contains("sluice bench:"))
                            .count());
            assertEquals("", terminal.out());
        }
    }

    @Test
    void anAddressThatIsNoChatEndpointIsSaidToBeNone() throws Exception {
        String page = serve(request ->
                request.response().putHeader("content-type", "text/html").end("<html>welcome</html>"));
        assertEquals(1, bench("--url", page));
        assertTrue(terminal.err().contains("is this an OpenAI-compatible endpoint?"), terminal.err());
        assertEquals(1, bench("--url", page, "--model", "m"));
        assertTrue(terminal.err().contains("not an answer in OpenAI's dialect"), terminal.err());
        String other = serve(request -> json(request, 404, "{\"error\":{\"code\":\"model_not_found\"}}"));
        assertEquals(1, bench("--url", other, "--model", "m"));
        assertTrue(terminal.err().contains("status 404 (model_not_found)"), terminal.err());
    }

    @Test
    void aKeyIsSentAsABearer() throws Exception {
        int port = new Simulator(vertx, new SimulatorOptions("127.0.0.1", 0, "secret"))
                .start()
                .await(10, TimeUnit.SECONDS);
        String url = "http://127.0.0.1:" + port + "/v1";
        assertEquals(1, bench("--url", url, "--model", "sim;ttft=0;tokens=2", "--requests", "1"));
        assertTrue(terminal.err().contains("status 401"), terminal.err());
        assertEquals(0, bench("--url", url, "--model", "sim;ttft=0;tokens=2", "--requests", "1", "--key", "secret"));
        assertFalse(terminal.out().contains("secret") || terminal.err().contains("secret"));
    }

    @Test
    void wrongWordsAreNamed() {
        assertEquals(2, bench("--url", "ftp://x"));
        assertTrue(terminal.err().startsWith("--url: got ftp://x, expected http://"), terminal.err());
        assertEquals(2, bench("--url", "http://x", "--requests", "0"));
        assertEquals(2, bench("--url", "http://x", "--price", "1"));
        assertEquals(2, bench());
    }
}
