package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.deploy.Prometheus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus scrapes a real node under the labels of a cluster, with our alerts, and is asked what the dashboard asks. */
final class PrometheusIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private static Path folder;

    private static TestNode node;
    private static Prometheus prometheus;
    private static RawChannel channel;

    @BeforeAll
    static void start() throws Exception {
        node = TestNode.start("SLUICE_LIMITS", "true");
        prometheus = Prometheus.start(folder, node.node().managementPort());
        Visitor visitor = Visitor.of(node);
        channel = visitor.channel();
        Page page = new Page();
        String stream = visitor.submit("sluice-1-fast", "What is a sluice?");
        channel.readUntil(page, () -> page.hasEnded(stream));
        Waiting.until("the node is scraped", PATIENCE, () -> answered("up == 1", r -> !r.isEmpty()));
    }

    @AfterAll
    static void stop() throws Exception {
        if (channel != null) channel.close();
        if (prometheus != null) prometheus.close();
        if (node != null) node.close();
    }

    @Test
    void whatTheNodeServesIsTakenWhole() {
        assertEquals("", prometheus.target().getString("lastError"));
        Waiting.until(
                "the answer is counted",
                PATIENCE,
                () -> answered("sum(streaming_requests_total{status=\"ok\"})", r -> value(r) >= 1));
        assertEquals(1, value(prometheus.query("sum(active_sse_connections)")));
    }

    @Test
    void everyAlertIsEvaluatedAndNoneFires() {
        Waiting.until(
                "all rules have been evaluated",
                PATIENCE,
                () -> prometheus.rules().stream()
                        .noneMatch(r -> r.getString("health").equals("unknown")));
        List<JsonObject> broken = prometheus.rules().stream()
                .filter(r -> !r.getString("health").equals("ok"))
                .toList();
        assertEquals(List.of(), broken);
        List<String> firing = prometheus.rules().stream()
                .filter(r -> !r.getString("state").equals("inactive"))
                .map(r -> r.getString("name"))
                .toList();
        assertEquals(List.of(), firing);
    }

    @Test
    void everyPlotOfTheDashboardCanBeDrawn() {
        for (String expression : Prometheus.dashboard()) prometheus.query(expression);
        for (String expression : List.of("sum(node_ready{job=\"sluice-nodes\"})", "sum(active_sessions{pod=~\"a\"})"))
            assertEquals(1, value(prometheus.query(expression)), expression);
    }

    @Test
    void theAutoscalersMetricsHaveAValueForThePod() {
        for (String expression : Prometheus.adapter())
            Waiting.until(expression, PATIENCE, () -> answered(expression, r -> !r.isEmpty()));
    }

    private static boolean answered(String expression, Predicate<JsonArray> so) {
        return so.test(prometheus.query(expression));
    }

    private static double value(JsonArray result) {
        if (result.isEmpty()) return Double.NaN;
        return Double.parseDouble(result.getJsonObject(0).getJsonArray("value").getString(1));
    }
}
