package dev.sluice.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** What one manifest expects of others, by the fields that name them. */
final class References {
    /** Field to kind: of those whose value is an object with a {@code name}, and of those whose value is the name. */
    private static final Map<String, String> BY_OBJECT = Map.of(
            "configMapRef", "ConfigMap",
            "secretRef", "Secret",
            "secretKeyRef", "Secret",
            "configMap", "ConfigMap",
            "service", "Service");

    private static final Map<String, String> BY_NAME = Map.of(
            "serviceAccountName", "ServiceAccount",
            "claimName", "PersistentVolumeClaim",
            "priorityClassName", "PriorityClass",
            "serviceName", "Service",
            "secretName", "Secret");

    private References() {}

    /** As {@code Kind name}. */
    static List<String> of(Manifest manifest) {
        List<String> all = new ArrayList<>();
        walk(manifest.tree(), (key, value) -> {
            if (BY_OBJECT.containsKey(key) && value instanceof Map<?, ?> map && map.containsKey("name"))
                all.add(BY_OBJECT.get(key) + " " + map.get("name"));
            if (BY_NAME.containsKey(key) && value instanceof String name) all.add(BY_NAME.get(key) + " " + name);
            boolean typed = List.of("scaleTargetRef", "targetRef", "roleRef").contains(key);
            if (typed && value instanceof Map<?, ?> map) all.add(map.get("kind") + " " + map.get("name"));
        });
        return all;
    }

    /** The labels by which it looks for pods of its own namespace. */
    static List<Map<?, ?>> selectors(Manifest manifest) {
        List<Map<?, ?>> all = new ArrayList<>();
        if (manifest.kind().equals("Service") && manifest.at("spec", "selector") instanceof Map<?, ?> m) all.add(m);
        for (String key : new String[] {"selector", "podSelector"})
            if (!manifest.kind().equals("ServiceMonitor")
                    && manifest.at("spec", key, "matchLabels") instanceof Map<?, ?> m) all.add(m);
        return all;
    }

    private static void walk(Object here, BiConsumer<String, Object> seen) {
        if (here instanceof Map<?, ?> map)
            map.forEach((key, value) -> {
                seen.accept(key.toString(), value);
                walk(value, seen);
            });
        if (here instanceof List<?> list) list.forEach(value -> walk(value, seen));
    }
}
