package dev.sluice.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * One object for the cluster, as plain maps and lists.
 *
 * @param origin where it was read from, for messages
 */
record Manifest(String origin, Map<String, Object> tree) {
    static final Path ROOT = Path.of("k8s");

    /** Every object in the files under k8s/, but kustomizations, the patches of overlays, and what is no object at all. */
    static List<Manifest> all() {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(f -> f.toString().endsWith(".yaml"))
                    .sorted()
                    .flatMap(f -> parse(f.toString(), text(f)).stream())
                    .filter(m -> m.tree.containsKey("kind") && !m.tree.containsKey("$patch"))
                    .filter(m -> !m.apiVersion().startsWith("kustomize.config.k8s.io/"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The documents of a stream that are mappings. A key twice in one mapping fails, as the cluster would. */
    static List<Manifest> parse(String origin, String yaml) {
        List<Manifest> found = new ArrayList<>();
        Load load = new Load(LoadSettings.builder().setLabel(origin).build());
        for (Object document : load.loadAllFromString(yaml)) {
            if (!(document instanceof Map<?, ?>)) continue;
            @SuppressWarnings("unchecked")
            Map<String, Object> tree = (Map<String, Object>) document;
            found.add(new Manifest(origin, tree));
        }
        return found;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String apiVersion() {
        return String.valueOf(tree.get("apiVersion"));
    }

    String kind() {
        return String.valueOf(tree.get("kind"));
    }

    String name() {
        return String.valueOf(at("metadata", "name"));
    }

    /** The value at a path of keys and indices; null where there is none. */
    Object at(Object... path) {
        Object here = tree;
        for (Object step : path) {
            if (step instanceof Integer i) here = here instanceof List<?> l && i < l.size() ? l.get(i) : null;
            else here = here instanceof Map<?, ?> m ? m.get(step) : null;
        }
        return here;
    }

    /** The one of a kind and name; fails where there is none. */
    static Manifest one(List<Manifest> all, String kind, String name) {
        return all.stream()
                .filter(m -> m.kind().equals(kind) && m.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " " + name));
    }

    @Override
    public String toString() {
        return kind() + " " + name() + " in " + origin;
    }
}
