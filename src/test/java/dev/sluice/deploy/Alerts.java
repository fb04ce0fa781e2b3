package dev.sluice.deploy;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The rules of the PrometheusRule, and where Prometheus' own tools want them. */
final class Alerts {
    /** One rule. */
    record Alert(String name, String expression, Map<?, ?> annotations, Map<?, ?> labels) {}

    private static final Manifest RULES = Manifest.one(Manifest.all(), "PrometheusRule", "sluice");

    private Alerts() {}

    static List<Alert> all() {
        List<Alert> all = new ArrayList<>();
        for (int g = 0; RULES.at("spec", "groups", g) != null; g++)
            for (int r = 0; RULES.at("spec", "groups", g, "rules", r) != null; r++)
                all.add(new Alert(
                        (String) RULES.at("spec", "groups", g, "rules", r, "alert"),
                        (String) RULES.at("spec", "groups", g, "rules", r, "expr"),
                        (Map<?, ?>) RULES.at("spec", "groups", g, "rules", r, "annotations"),
                        (Map<?, ?>) RULES.at("spec", "groups", g, "rules", r, "labels")));
        return all;
    }

    /** Writes the operator's {@code spec} as the rule file that it makes of it; JSON is YAML. */
    static Path write(Path folder) throws IOException {
        Map<?, ?> spec = (Map<?, ?>) RULES.at("spec");
        return Files.writeString(
                folder.resolve("alerts.yaml"),
                new JsonObject().put("groups", spec.get("groups")).encodePrettily());
    }
}
