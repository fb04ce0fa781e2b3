package dev.sluice.deploy;

import dev.sluice.fixture.Child;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A real Prometheus, a process of its own, that scrapes one node each half second as if it were pod {@code a} of a cluster. */
public final class Prometheus implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final int port;

    private Prometheus(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Skips the test where there is no Prometheus. */
    public static Prometheus start(Path folder, int managementPort) throws IOException {
        Tool tool = Tool.find("prometheus", "Debian's package prometheus");
        Alerts.write(folder);
        Files.writeString(folder.resolve("prometheus.yaml"), """
                global: {scrape_interval: 500ms, scrape_timeout: 500ms, evaluation_interval: 500ms}
                rule_files: [alerts.yaml]
                scrape_configs:
                  - job_name: sluice-nodes
                    static_configs:
                      - {targets: ["127.0.0.1:%d"], labels: {namespace: sluice, pod: a}}
                """.formatted(managementPort));
        int port = Child.freePort();
        Process process = tool.process(
                        folder,
                        "--config.file=prometheus.yaml",
                        "--storage.tsdb.path=" + folder.resolve("tsdb"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
        return new Prometheus(process, port);
    }

    /** The expressions of our dashboard. */
    public static List<String> dashboard() {
        return Dashboard.expressions();
    }

    /** The expressions of our rules for the autoscaler. */
    public static List<String> adapter() {
        return Adapter.expressions();
    }

    /** The vector that an expression yields now; empty while it does not answer yet. Fails where it finds a fault in it. */
    public JsonArray query(String expression) {
        JsonObject answer = get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        if (answer == null) return new JsonArray();
        if (!"success".equals(answer.getString("status"))) throw new AssertionError(expression + ": " + answer);
        return answer.getJsonObject("data").getJsonArray("result");
    }

    /** What it knows of the one node. */
    public JsonObject target() {
        return get("/api/v1/targets")
                .getJsonObject("data")
                .getJsonArray("activeTargets")
                .getJsonObject(0);
    }

    public List<JsonObject> rules() {
        return get("/api/v1/rules").getJsonObject("data").getJsonArray("groups").stream()
                .flatMap(g -> ((JsonObject) g).getJsonArray("rules").stream())
                .map(JsonObject.class::cast)
                .toList();
    }

    /** Null where nobody answers. */
    private JsonObject get(String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .timeout(PATIENCE)
                    .build();
            String body =
                    HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
            return body.startsWith("{") ? new JsonObject(body) : null;
        } catch (IOException e) {
            if (process.isAlive()) return null;
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        Child.end(process);
    }
}
