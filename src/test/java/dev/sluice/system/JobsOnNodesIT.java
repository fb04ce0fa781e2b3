package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.edge.CredentialDigest;
import dev.sluice.redis.RedisServer;
import dev.sluice.simulator.Simulator;
import dev.sluice.simulator.SimulatorOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand jobs in one Redis, done by nodes that are processes of their own and are killed at random. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class JobsOnNodesIT {
    private static final int JOBS = 10_000;
    private static final int WORKERS = 3;
    private static final int KILLS = 5;
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String KEY = "sk-jobs-0123456789abcdef";
    private static final List<String> JAVA = List.of("-Xmx160m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    @TempDir
    Path folder;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Vertx vertx = Vertx.vertx();
    private final List<ServerProcess> nodes = new ArrayList<>();
    private RedisServer redis;
    private Simulator simulator;
    private ServerProcess door;

    @BeforeEach
    void start() throws Exception {
        redis = RedisServer.start();
        simulator = new Simulator(vertx, new SimulatorOptions("127.0.0.1", 0, null));
        simulator.start().await(20, TimeUnit.SECONDS);
        door = node("door", 0);
    }

    @AfterEach
    void stop() throws Exception {
        for (ServerProcess node : nodes) node.close();
        if (door != null) door.close();
        simulator.close().await(20, TimeUnit.SECONDS);
        vertx.close().await(20, TimeUnit.SECONDS);
        redis.close();
    }

    private ServerProcess node(String name, int workers) throws Exception {
        Path own = Files.createDirectories(folder.resolve(name));
        String yaml = """
                listen: {port: 0, instances: 1, max_body: 4MiB}
                management: {port: 0}
                redis: {url: "redis://127.0.0.1:%d"}
                auth: {api_keys: [{hash: "%s", user: u, tenant: acme, tier: pro, scopes: [admin]}]}
                upstreams: {a: {base_url: "%s", permits: 64, ejection: {failures: 0, percent: 0}}}
                routes: [{model: "sim*", upstream: a}]
                jobs: {workers: %d, concurrency: 16, permits_percent: 100, visibility: 2s, attempts: 30, quantum: 10m}
                """.formatted(redis.port(), CredentialDigest.of(KEY), simulator.baseUrl(), workers);
        return ServerProcess.start(own, yaml, JAVA);
    }

    private JsonObject ask(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(door.base() + "/api/v1/jobs" + path))
                .timeout(Duration.ofSeconds(30))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("authorization", "Bearer " + KEY)
                .build();
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        assertTrue(response.statusCode() < 300, response.body());
        return new JsonObject(response.body());
    }

    private int over() {
        try {
            JsonObject counts = ask("GET", "/stats", null);
            return counts.getInteger("completed") + counts.getInteger("dead");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** One in a hundred is made to fail. */
    private static boolean fails(int number) {
        return number % 100 == 7;
    }

    /** The numbers of the jobs by their ids. */
    private Map<String, Integer> submit(Random random) throws Exception {
        Map<String, Integer> numbers = new HashMap<>();
        for (int from = 0; from < JOBS; from += 1_000) {
            JsonArray array = new JsonArray();
            for (int i = from; i < from + 1_000; i++)
                array.add(JobClient.job(fails(i) ? "sim;fault=400" : "sim-instant;tokens=2", "job " + i)
                        .put("priority", 1 + random.nextInt(10)));
            JsonArray taken = ask("POST", "", array.encode()).getJsonArray("jobs");
            for (int i = 0; i < taken.size(); i++)
                numbers.put(taken.getJsonObject(i).getString("job"), from + i);
        }
        return numbers;
    }

    private List<JsonObject> all(String status) throws Exception {
        List<JsonObject> all = new ArrayList<>();
        Long before = Long.MAX_VALUE / 16;
        while (before != null) {
            JsonObject page = ask("GET", "?limit=1000&status=" + status + "&before=" + before, null);
            page.getJsonArray("jobs").forEach(job -> all.add((JsonObject) job));
            before = page.getLong("before");
        }
        return all;
    }

    @Test
    void eachIsCompletedOnceInItsOrderThoughWorkersAreKilled() throws Exception {
        long seed = 2_026;
        System.out.println("JobsOnNodesIT seed " + seed);
        Random random = new Random(seed);
        Map<String, Integer> numbers = submit(random);
        assertEquals(JOBS, numbers.size());
        long began = System.nanoTime();
        for (int i = 0; i < WORKERS; i++) nodes.add(node("w" + i, 1));
        for (int kill = 0; kill < KILLS; kill++) {
            int due = (kill + 1) * JOBS / (KILLS + 2);
            Waiting.until(due + " jobs are over", PATIENCE, () -> over() >= due);
            int victim = random.nextInt(nodes.size());
            nodes.get(victim).signal("KILL");
            nodes.get(victim).exit(10);
            nodes.set(victim, node("again" + kill, 1));
        }
        Waiting.until("all jobs are over", PATIENCE, () -> over() == JOBS);
        long seconds = (System.nanoTime() - began) / 1_000_000_000;

        Set<String> completed = new HashSet<>();
        Map<Integer, List<Long>> started = new TreeMap<>();
        int again = 0;
        for (JsonObject job : all("completed")) {
            assertTrue(completed.add(job.getString("job")));
            assertEquals("stop", job.getJsonObject("result").getString("finish_reason"));
            if (job.getInteger("attempts") > 1) again++;
            else
                started.computeIfAbsent(job.getInteger("priority"), p -> new ArrayList<>())
                        .add(job.getLong("started_at"));
        }
        Set<String> dead = new HashSet<>();
        for (JsonObject job : all("dead")) assertTrue(dead.add(job.getString("job")));
        numbers.forEach(
                (job, number) -> assertTrue((fails(number) ? dead : completed).contains(job), () -> "job " + number));
        assertEquals(JOBS, completed.size() + dead.size());
        JsonObject counts = ask("GET", "/stats", null);
        assertEquals(JOBS - JOBS / 100, counts.getInteger("completed"));
        assertEquals(0, counts.getInteger("running") + counts.getInteger("enqueued"), counts.encode());
        System.out.println(JOBS + " jobs in " + seconds + " s, " + again + " were tried again after " + KILLS
                + " kills; the provider was asked "
                + simulator.record().counts().begun() + " times");
        inOrder(started);
    }

    /** All waited before the first worker came: each priority begins before the next, but for those that were on their way. */
    private static void inOrder(Map<Integer, List<Long>> started) {
        assertEquals(10, started.size());
        long before = Long.MIN_VALUE;
        for (List<Long> times : started.values()) {
            times.sort(null);
            long first = times.get(times.size() / 20);
            assertTrue(first >= before, "a priority began before the one above it was done");
            before = times.get(times.size() - 1 - times.size() / 20);
        }
    }
}
