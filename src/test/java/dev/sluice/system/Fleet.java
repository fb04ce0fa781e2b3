package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.fixture.Child;
import dev.sluice.redis.RedisServer;
import dev.sluice.simulator.Simulator;
import dev.sluice.simulator.SimulatorOptions;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * Nodes in processes of their own that share a real Redis and a provider, and bare EventSources that read them. Every node listens on a
 * port that it keeps when it is started again.
 */
final class Fleet implements AutoCloseable {
    private static final List<String> JAVA = List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    /** An answer that was asked for. */
    record Asked(String stream, String share, String model, String question) {
        String text() {
            return Simulator.expectedText(model, Visitor.messages(question));
        }
    }

    private final Path folder;
    final RedisServer redis = RedisServer.start();
    final Vertx vertx = Vertx.vertx();
    final Simulator provider = new Simulator(vertx, SimulatorOptions.local());
    final Map<String, ServerProcess> nodes = new LinkedHashMap<>();
    final List<BareReader> readers = new ArrayList<>();
    private final Map<String, Integer> ports = new LinkedHashMap<>();
    private final NetClient sockets = vertx.createNetClient();
    private final Context loop = vertx.getOrCreateContext();
    private final Random random;

    Fleet(Path folder, long seed, String... names) throws Exception {
        System.out.println("Fleet seed " + seed);
        this.folder = folder;
        this.random = new Random(seed);
        provider.start().await(10, TimeUnit.SECONDS);
        for (String name : names) {
            // Kept, so that a node comes back where it was.
            ports.put(name, Child.freePort());
            start(name);
        }
    }

    /** Starts the node, for the first time or again. */
    void start(String name) throws IOException {
        Path own = Files.createDirectories(folder.resolve(name));
        String yaml = """
                listen: {port: %d}
                management: {port: 0}
                sessions: {anonymous: true}
                channel: {retry_min: 200ms, retry_max: 800ms}
                upstreams:
                  main: {dialect: openai, base_url: "%s", permits: 512}
                routes:
                  - {model: "*", upstream: main}
                simulator: {enabled: false}
                redis: {url: "%s", timeout: 1s}
                """.formatted(ports.get(name), provider.baseUrl(), redis.url());
        nodes.put(name, ServerProcess.start(own, yaml, JAVA));
    }

    void kill(String name) {
        nodes.remove(name).kill();
    }

    Visitor visitor(String name) throws Exception {
        return Visitor.of(nodes.get(name).base());
    }

    Visitor at(Visitor visitor, String name) {
        return visitor.at(nodes.get(name).base());
    }

    /** Asks a node for an answer. */
    static Asked ask(Visitor visitor, String model, String question) throws Exception {
        String body = new JsonObject()
                .put("model", model)
                .put("messages", Visitor.messages(question))
                .encode();
        HttpResponse<String> response = visitor.send("POST", "/api/v1/streams", body);
        assertEquals(202, response.statusCode(), response.body());
        JsonObject submitted = new JsonObject(response.body());
        return new Asked(submitted.getString("stream"), submitted.getString("share"), model, question);
    }

    /** A session of its own at that node, which reads those answers, with an EventSource that begins there. */
    BareReader reader(String name, List<Asked> answers) throws Exception {
        Visitor visitor = visitor(name);
        for (Asked each : answers) {
            String body = new JsonObject().put("share", each.share).encode();
            HttpResponse<String> joined = visitor.send("POST", "/api/v1/streams/" + each.stream + "/subscribe", body);
            assertEquals(202, joined.statusCode(), joined.body());
        }
        return reader(name, visitor);
    }

    /** An EventSource of that session, which begins at that node. */
    BareReader reader(String name, Visitor visitor) {
        List<Integer> order = new ArrayList<>(List.of(ports.get(name)));
        for (int port : ports.values()) if (!order.contains(port)) order.add(port);
        BareReader reader = new BareReader(vertx, sockets, random, order, visitor.bearer());
        readers.add(reader);
        loop.runOnContext(v -> reader.open());
        return reader;
    }

    /** Waits until it is so for every reader. */
    void all(String what, int seconds, Predicate<BareReader> so) {
        Waiting.until(what, Duration.ofSeconds(seconds), () -> {
            unbroken();
            return readers.stream().allMatch(so);
        });
    }

    /** No reader was given anything that it should not have been given. */
    void unbroken() {
        for (BareReader reader : readers)
            if (reader.broken != null) throw new AssertionError("a reader was given something wrong", reader.broken);
    }

    /** The reader has this answer as the provider gave it. */
    static void complete(BareReader reader, Asked answer) {
        synchronized (reader.page) {
            Page.Answer got = reader.page.answer(answer.stream);
            assertEquals("done", got.end(), () -> answer.stream + ": " + got.last());
            assertEquals(answer.text(), got.text());
        }
    }

    /** What a node's gauges say. */
    double meter(String name, String meter) throws Exception {
        return Scrape.of(nodes.get(name).management()).sum(meter);
    }

    @Override
    public void close() throws IOException, TimeoutException {
        for (BareReader reader : readers) loop.runOnContext(v -> reader.close());
        for (ServerProcess node : nodes.values()) node.close();
        vertx.close().await(20, TimeUnit.SECONDS);
        redis.close();
        for (String name : ports.keySet())
            for (String line : Files.readAllLines(folder.resolve(name).resolve("stderr")))
                if (line.contains("ERROR") || line.contains("cluster:")) System.out.println(name + ": " + line);
    }
}
