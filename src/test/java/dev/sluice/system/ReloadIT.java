package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.edge.CredentialDigest;
import dev.sluice.simulator.Simulator;
import dev.sluice.simulator.SimulatorOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process whose configuration is taken anew while it works. */
final class ReloadIT {
    private static final String GOOD = "a-key-that-stays";
    private static final String DOOMED = "a-key-that-goes";
    private static final int CALLERS = 6;

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger atFirst = new AtomicInteger();
    private final AtomicInteger atSecond = new AtomicInteger();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private int first;
    private int second;
    private ServerProcess server;

    @BeforeEach
    void start() throws Exception {
        first = provider(atFirst);
        second = provider(atSecond);
        write(yaml(first, "", key(GOOD, "ann") + key(DOOMED, "bob"), 100_000));
        server = ServerProcess.start(folder, List.of("-Xmx256m"));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    private int provider(AtomicInteger served) throws Exception {
        Simulator simulator = new Simulator(vertx, new SimulatorOptions("127.0.0.1", 0, null));
        simulator.onEnd(request -> served.incrementAndGet());
        return simulator.start().await(10, TimeUnit.SECONDS);
    }

    private static String key(String key, String user) {
        return "    - {hash: '" + CredentialDigest.of(key) + "', user: " + user + ", tier: pro}\n";
    }

    private static String yaml(int port, String routes, String keys, int requests) {
        return """
                listen: {port: 0}
                management: {port: 0}
                upstreams: {a: {base_url: "http://127.0.0.1:%d/v1", permits: 50}}
                routes:
                  - {model: "sim*", upstream: a}
                %s
                limits: {enabled: true, pro: {requests: %d, tokens: 100000000, concurrent: 1000}}
                auth:
                  api_keys:
                %s""".formatted(port, routes, requests, keys);
    }

    /** As editors do it: never half a file under its name. */
    private void write(String yaml) throws IOException {
        Path next = Files.writeString(folder.resolve("next.yaml"), yaml);
        Files.move(next, folder.resolve("sluice.yaml"), StandardCopyOption.REPLACE_EXISTING);
    }

    private HttpResponse<String> ask(String key, String model, boolean stream) throws Exception {
        JsonObject body = new JsonObject()
                .put("model", model)
                .put("stream", stream)
                .put("messages", Visitor.messages("Still here?"));
        return client.send(
                HttpRequest.newBuilder(server.base().resolve("/v1/chat/completions"))
                        .timeout(Duration.ofSeconds(20))
                        .header("authorization", "Bearer " + key)
                        .header("content-type", "application/json")
                        .POST(BodyPublishers.ofString(body.encode()))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> command(String path) throws Exception {
        URI uri = server.management().resolve(path);
        HttpRequest request =
                HttpRequest.newBuilder(uri).POST(BodyPublishers.noBody()).build();
        return client.send(request, BodyHandlers.ofString());
    }

    private int status(String key, String model) {
        try {
            return ask(key, model, false).statusCode();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Asks again and again until told to end; yields how many answers it had. */
    private int keepAsking(AtomicBoolean over, int caller) throws Exception {
        int answers = 0;
        while (!over.get()) {
            HttpResponse<String> answer = ask(GOOD, "sim;ttft=5;rate=400;tokens=8", (caller + answers) % 2 == 0);
            assertEquals(200, answer.statusCode(), answer.body());
            boolean whole = answer.body().contains("[DONE]") || answer.body().startsWith("{");
            assertTrue(whole, answer.body());
            answers++;
        }
        return answers;
    }

    @Test
    void underLoadAnUpstreamMovesARouteComesALimitChangesAKeyGoesAndNoRequestFails() throws Exception {
        assertEquals(200, status(DOOMED, "sim;ttft=0;tokens=2"));
        assertEquals(404, status(GOOD, "brand-new"));
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        List<Future<Integer>> asked = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            int caller = i;
            asked.add(callers.submit(() -> keepAsking(over, caller)));
        }
        Eventually.within(10, "the first provider works", () -> atFirst.get() > 20);
        String route = "  - {model: brand-new, upstream: a, as: 'sim;ttft=0;tokens=2'}";
        write(yaml(second, route, key(GOOD, "ann"), 90_000));
        server.signal("HUP");
        Eventually.within(10, "the second provider works", () -> atSecond.get() > 20);
        assertEquals(200, status(GOOD, "brand-new"));
        assertEquals(401, status(DOOMED, "sim;ttft=0;tokens=2"));
        HttpResponse<String> limited = ask(GOOD, "sim;ttft=0;tokens=2", false);
        assertEquals(
                "90000",
                limited.headers().firstValue("x-ratelimit-limit-requests").orElseThrow());
        // There and back again, several times.
        for (int i = 0; i < 6; i++) {
            write(yaml(i % 2 == 0 ? first : second, route, key(GOOD, "ann"), 90_000));
            HttpResponse<String> reloaded = command("/admin/reload");
            assertEquals(200, reloaded.statusCode(), reloaded.body());
            assertEquals(new JsonArray().add("upstreams"), new JsonObject(reloaded.body()).getJsonArray("changed"));
        }
        int before = atFirst.get();
        int there = atSecond.get();
        Eventually.within(10, "the second provider works on", () -> atSecond.get() > there + 20);
        assertTrue(atFirst.get() - before <= 2 * CALLERS, "the first one is still asked");
        over.set(true);
        int answers = 0;
        for (Future<Integer> each : asked) answers += each.get(20, TimeUnit.SECONDS);
        callers.shutdown();
        System.out.println(answers + " answers through eight configurations, none failed");
    }

    @Test
    void aFileWithFaultsChangesNothingAndEveryFaultIsTold() throws Exception {
        write(yaml(first, "  - {model: x, upstream: nobody}", key(GOOD, "ann"), 0));
        server.signal("HUP");
        Eventually.within(10, "it says so", () -> server.said().contains("(SIGHUP): refused"));
        String log = server.said();
        assertTrue(log.contains("(SIGHUP): refused"), log);
        assertTrue(log.contains("routes[1].upstream: got \"nobody\""), log);
        assertTrue(log.contains("limits.pro.requests: got \"0\""), log);
        HttpResponse<String> refused = command("/admin/reload");
        assertEquals(422, refused.statusCode(), refused.body());
        assertEquals(2, new JsonObject(refused.body()).getJsonArray("faults").size(), refused.body());
        assertEquals(200, status(DOOMED, "sim;ttft=0;tokens=2"));
        assertTrue(server.alive());
        Files.writeString(folder.resolve("sluice.yaml"), "upstreams: {a: [", StandardCharsets.UTF_8);
        assertEquals(422, command("/admin/reload").statusCode());
        Files.delete(folder.resolve("sluice.yaml"));
        assertEquals(422, command("/admin/reload").statusCode());
        assertEquals(200, status(DOOMED, "sim;ttft=0;tokens=2"));
    }

    @Test
    void whatNeedsARestartIsNamedAndStaysAsItWas() throws Exception {
        String moved = yaml(first, "", key(GOOD, "ann"), 100_000)
                .replace("listen: {port: 0}", "listen: {port: 1, max_body: 2KiB}");
        write(moved);
        for (int i = 0; i < 2; i++) {
            JsonObject told = new JsonObject(command("/admin/reload").body());
            assertEquals(
                    new JsonArray().add("listen.max_body").add("listen.port"),
                    told.getJsonArray("needs_restart"),
                    told::encode);
            assertEquals(i == 0, told.getJsonArray("changed").contains("auth"), told::encode);
        }
        assertEquals(200, status(GOOD, "sim;ttft=0;tokens=2"));
    }

    @Test
    void aSessionMadeWithAKeyThatGoesIsOver() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.base().resolve("/api/v1/session"))
                .header("authorization", "Bearer " + DOOMED)
                .POST(BodyPublishers.noBody())
                .build();
        HttpResponse<String> made = client.send(request, BodyHandlers.ofString());
        String token = new JsonObject(made.body()).getString("token");
        Page page = new Page();
        try (RawChannel channel = RawChannel.open(server.base().getPort(), "/api/v1/channel", "Bearer " + token)) {
            channel.readUntil(page, () -> page.events() > 0);
            write(yaml(first, "", key(GOOD, "ann"), 100_000));
            server.signal("HUP");
            channel.readUntil(page, () -> false);
        }
        assertEquals("expired", page.bye().getString("reason"));
        assertFalse(page.bye().getBoolean("reconnect"));
    }
}
