package dev.sluice.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Alerts, dashboard and autoscaler ask for nothing that nobody serves. */
final class MetricNamesTest {
    /** Of Prometheus itself, the kubelet and kube-state-metrics. */
    private static final Set<String> FOREIGN = Set.of(
            "ALERTS",
            "up",
            "container_memory_working_set_bytes",
            "kube_pod_container_resource_limits",
            "kube_horizontalpodautoscaler_status_current_replicas",
            "kube_horizontalpodautoscaler_spec_max_replicas");

    @Test
    void everyNameIsInTheDocumentation() throws IOException {
        Set<String> asked = new TreeSet<>();
        Alerts.all().forEach(a -> asked.addAll(PromQl.metrics(a.expression())));
        Dashboard.expressions().forEach(e -> asked.addAll(PromQl.metrics(e)));
        Adapter.expressions().forEach(e -> asked.addAll(PromQl.metrics(e)));
        assertTrue(asked.size() > 50, () -> "these were found: " + asked);
        Set<String> unknown = new TreeSet<>(asked);
        unknown.removeAll(documented());
        unknown.removeAll(FOREIGN);
        assertEquals(Set.of(), unknown);
    }

    @Test
    void theAutoscalerAsksForWhatTheAdapterOffers() {
        Manifest hpa = Manifest.one(Manifest.all(), "HorizontalPodAutoscaler", "sluice");
        Set<String> asked = new TreeSet<>();
        for (int i = 0; hpa.at("spec", "metrics", i) != null; i++)
            if (hpa.at("spec", "metrics", i, "pods", "metric", "name") instanceof String name) asked.add(name);
        assertEquals(asked, Adapter.metrics());
    }

    @Test
    void expressionsAreReadAsPrometheusReadsThem() {
        assertEquals(
                Set.of("a_total", "b", "c_bucket", "d", "e"),
                PromQl.metrics("sum by (x, y) (rate(a_total{job=\"q\"}[5m])) / on(z) group_left() b > 0.5 and "
                        + "histogram_quantile(0.9, sum by (le) (rate(c_bucket[1m]))) or {__name__=~\"d|e\",f=\"g\"}"));
    }

    /** The names in the tables of docs/metrics.md, and the series that histograms and summaries come as. */
    private static Set<String> documented() throws IOException {
        Set<String> names = new TreeSet<>();
        Pattern row = Pattern.compile("^\\| ((?:`[a-z0-9_]+`(?:, )?)+) \\| (\\w+) \\|", Pattern.MULTILINE);
        Matcher matcher = row.matcher(Files.readString(Path.of("docs/metrics.md")));
        while (matcher.find())
            for (String cell : matcher.group(1).split(", ")) {
                String name = cell.replace("`", "");
                names.add(name);
                boolean histogram = matcher.group(2).equals("histogram");
                if (histogram) names.add(name + "_bucket");
                if (histogram || matcher.group(2).equals("summary"))
                    for (String suffix : new String[] {"_sum", "_count", "_max"}) names.add(name + suffix);
            }
        return names;
    }
}
