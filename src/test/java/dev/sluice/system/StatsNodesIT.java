package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.redis.RedisServer;
import dev.sluice.simulator.Simulator;
import dev.sluice.simulator.SimulatorOptions;
import io.vertx.core.Vertx;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one node's page says of two that share a Redis, each in a process of its own and started under a name. */
final class StatsNodesIT {
    private static final List<String> JAVA = List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    private static final String HERE = "edge-1";
    private static final String THERE = "edge-2.eu";
    private static final String CELLS = "const row = document.querySelector('[data-node=\"' + arguments[0] + '\"]');"
            + "const cells = row && [...row.children].map(c => c.textContent);";

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Simulator provider = new Simulator(vertx, SimulatorOptions.local());
    private RedisServer redis;
    private ServerProcess here;
    private ServerProcess there;
    private Browser browser;
    private StatsTab page;

    @BeforeEach
    void start() throws Exception {
        browser = Browser.start();
        redis = RedisServer.start();
        int port = provider.start().await(10, TimeUnit.SECONDS);
        here = node(HERE, port);
        there = node(THERE, port);
        page = new StatsTab(browser, here.management().resolve("/stats"));
    }

    private ServerProcess node(String name, int provider) throws Exception {
        String yaml = """
                listen: {port: 0}
                management: {port: 0}
                sessions: {anonymous: true}
                upstreams:
                  main: {base_url: "http://127.0.0.1:%d/v1"}
                routes: [{model: "*", upstream: main}]
                feeds: {prices: {read: public, source: {url: "http://127.0.0.1:%d/feed/prices?rate=5"}}}
                simulator: {enabled: false}
                redis: {url: "%s", timeout: 1s}
                """.formatted(provider, provider, redis.url());
        return ServerProcess.named(name, Files.createDirectories(folder.resolve(name)), yaml, JAVA);
    }

    @AfterEach
    void stop() throws Exception {
        if (there != null) there.close();
        if (here != null) here.close();
        if (redis != null) redis.close();
        vertx.close().await(10, TimeUnit.SECONDS);
        browser.close();
    }

    /** Waits until the node's line, from its state on, has these cells; null where any will do. */
    private void line(String node, String state, String connections, String answers, String feeds) {
        page.until(
                node + " is " + state + " with " + connections + ", " + answers + ", " + feeds,
                CELLS + "const wanted = {1: arguments[1], 4: arguments[2], 5: arguments[3], 6: arguments[4]};"
                        + "return cells && Object.entries(wanted).every(([i, w]) => w === null || cells[i] === w)",
                node,
                state,
                connections,
                answers,
                feeds);
    }

    private String cell(String node, int column) {
        return (String) browser.run(CELLS + "return cells[arguments[1]]", node, column);
    }

    @Test
    void eachNodeIsThereByItsNameWithWhatItDoesAndADeadOneIsToldAsGone() throws Exception {
        line(HERE, "ready", "0", "0", "0");
        assertEquals(HERE + " this node", cell(HERE, 0));
        assertEquals("now", cell(HERE, 3));
        assertEquals(HERE + ": Sluice stats", browser.driver().getTitle());
        Visitor visitor = Visitor.of(there.base());
        try (RawChannel channel = visitor.channel()) {
            Page reader = new Page();
            visitor.submit("sim;ttft=1;rate=5;tokens=2000", "Hello");
            HttpResponse<String> joined = visitor.send("POST", "/api/v1/feeds/prices/subscribe", "{}");
            assertEquals(202, joined.statusCode(), joined.body());
            channel.readUntil(reader, () -> reader.hellos() == 1);
            line(THERE, "ready", "1", "1", "1");
            assertTrue(cell(THERE, 3).matches("[0-3] s ago"), cell(THERE, 3));
            page.click("#drain", null);
            String question = page.question();
            assertTrue(question.endsWith("; other nodes that are ready: " + THERE + "."), question);
            page.answer("Cancel");

            HttpRequest drain = HttpRequest.newBuilder(there.management().resolve("/admin/drain"))
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            HttpResponse<String> drained = HttpClient.newHttpClient().send(drain, HttpResponse.BodyHandlers.ofString());
            assertEquals(202, drained.statusCode(), drained.body());
            line(THERE, "draining", null, "1", "1");
            there.kill();
            line(THERE, "gone", "–", "–", "–");
        }
        page.until(
                "its answer was ended",
                "return document.getElementById('nodes').textContent.includes('answers of dead nodes ended here1')");
        line(HERE, "ready", "0", "0", "0");
    }

    @Test
    void whileRedisIsAwayTheNodeKnowsOfItselfAlone() throws Exception {
        line(THERE, "ready", "0", "0", "0");
        redis.kill();
        line(THERE, "unknown", "0", "0", "0");
        line(HERE, "ready", "0", "0", "0");
        page.until("Redis is told as away", "return document.querySelector('#nodes dd').textContent === 'away'");
        redis.startAgain();
        line(THERE, "ready", "0", "0", "0");
        page.until("Redis is told as up", "return document.querySelector('#nodes dd').textContent === 'up'");
    }
}
