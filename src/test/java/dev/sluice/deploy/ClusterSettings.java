package dev.sluice.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** What a pod of an overlay is given: its configuration file and its environment. */
public final class ClusterSettings {
    private static final Path BASE = Manifest.ROOT.resolve("base");

    private ClusterSettings() {}

    /** The file, with any free ports of this machine in place of the pod's own. */
    public static String configuration() throws IOException {
        return Files.readString(BASE.resolve("sluice.yaml"))
                .replace("host: 0.0.0.0", "host: 127.0.0.1")
                .replaceAll("(?m)^  port: (8080|9090)$", "  port: 0");
    }

    /** The base's settings, the overlay's over them, and the Secret's placeholders. */
    public static Map<String, String> environment(String overlay) {
        Map<String, String> all = new TreeMap<>(EnvironmentNames.set(BASE.resolve("sluice.env")));
        all.putAll(EnvironmentNames.set(
                Manifest.ROOT.resolve("overlays").resolve(overlay).resolve(overlay + ".env")));
        Map<?, ?> secret = (Map<?, ?>)
                Manifest.one(Manifest.all(), "Secret", "sluice-secrets").at("stringData");
        secret.forEach((name, value) -> all.put(name.toString(), value.toString()));
        return all;
    }
}
