package dev.sluice.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** prometheus-adapter's rules: what the autoscaler can ask for, and how it is found out. */
final class Adapter {
    private static final Manifest RULES = Manifest.parse(
                    "prometheus-adapter", (String) Manifest.one(Manifest.all(), "ConfigMap", "prometheus-adapter")
                            .at("data", "config.yaml"))
            .get(0);

    private Adapter() {}

    static Set<String> metrics() {
        Set<String> names = new TreeSet<>();
        for (int i = 0; RULES.at("rules", i) != null; i++) names.add((String) RULES.at("rules", i, "name", "as"));
        return names;
    }

    /** What it asks Prometheus for the pods of a namespace, and the series by which it discovers that there is something to ask. */
    static List<String> expressions() {
        List<String> all = new ArrayList<>();
        for (int i = 0; RULES.at("rules", i) != null; i++) {
            all.add((String) RULES.at("rules", i, "seriesQuery"));
            all.add(((String) RULES.at("rules", i, "metricsQuery"))
                    .replace("<<.LabelMatchers>>", "namespace=\"sluice\",pod=~\"a|b\"")
                    .replace("<<.GroupBy>>", "pod"));
        }
        return all;
    }
}
