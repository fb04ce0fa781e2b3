package dev.sluice.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.config.ConfigLoader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an installation sets is what the nodes read, name by name, in both directions. */
final class EnvironmentNamesTest {
    private static final Path BASE = Manifest.ROOT.resolve("base");
    private static final Path CONFIG = BASE.resolve("sluice.yaml");
    private static final Set<String> SECRETS =
            EnvironmentNames.keys(Manifest.one(Manifest.all(), "Secret", "sluice-secrets"));
    private static final Map<String, String> SETTINGS = EnvironmentNames.set(BASE.resolve("sluice.env"));

    @Test
    void theMountedConfigurationReadsEveryNameThatIsSetAndNoOther() {
        Set<String> set = new TreeSet<>(SETTINGS.keySet());
        set.addAll(SECRETS);
        assertEquals(set, EnvironmentNames.readBy(CONFIG));
    }

    @Test
    void theNamesMeanTheSameInTheDefaultConfigurationAsInTheCluster() {
        Set<String> known = EnvironmentNames.readBy(Path.of("conf/sluice.yaml"));
        known.addAll(EnvironmentNames.readBy(Path.of("conf/production.example.yaml")));
        Set<String> strange = new TreeSet<>(SETTINGS.keySet());
        strange.addAll(SECRETS);
        strange.removeAll(known);
        assertEquals(Set.of(), strange, "names that neither file under conf/ reads");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BASE_URL",
                "MAX_CONCURRENT_REQUESTS",
                "REQUEST_TIMEOUT",
                "CACHE_TTL",
                "UPSTREAM_RETRY_LIMIT",
                "HOLYSHEEP_API_KEY",
                "REDIS_PASSWORD"
            })
    void theDefaultConfigurationReads(String name) {
        assertTrue(EnvironmentNames.readBy(Path.of("conf/sluice.yaml")).contains(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "production"})
    void anOverlaySetsOnlyWhatTheBaseKnowsAndItsConfigurationIsValid(String overlay) {
        Path folder = Manifest.ROOT.resolve("overlays").resolve(overlay);
        Map<String, String> changed = EnvironmentNames.set(folder.resolve(overlay + ".env"));
        Set<String> unknown = new TreeSet<>(changed.keySet());
        unknown.removeAll(SETTINGS.keySet());
        assertEquals(Set.of(), unknown);

        Map<String, String> environment = new HashMap<>(SETTINGS);
        environment.putAll(changed);
        for (String secret : SECRETS) environment.put(secret, "0".repeat(64));
        environment.put("SLUICE_BACKEND_KEY_HASH", "sha256:" + "0".repeat(64));
        assertInstanceOf(
                ConfigLoader.Valid.class,
                ConfigLoader.load(CONFIG, environment),
                () -> ConfigLoader.load(CONFIG, environment).toString());
    }
}
