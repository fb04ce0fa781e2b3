package dev.sluice.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code kubectl kustomize} makes of the overlays can be applied: it is typed, and what it refers to is there. */
final class KustomizeIT {
    @ParameterizedTest
    @ValueSource(strings = {"overlays/dev", "overlays/production", "monitoring"})
    void rendersManifestsOfTheirTypes(String folder) throws Exception {
        List<Manifest> rendered = render(folder);
        assertFalse(rendered.isEmpty());
        rendered.forEach(StrictModels::read);
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlays/dev", "overlays/production"})
    void whatIsReferredToIsThere(String folder) throws Exception {
        List<Manifest> all = render(folder);
        Set<String> there = all.stream().map(m -> m.kind() + " " + m.name()).collect(Collectors.toSet());
        // Made by hand or by a secret store, as the README says; cert-manager makes the other.
        if (folder.endsWith("production")) there.add("Secret sluice-secrets");
        there.add("Secret sluice-tls");
        List<String> missing = new ArrayList<>();
        for (Manifest each : all)
            for (String reference : References.of(each))
                if (!there.contains(reference)) missing.add(each + " -> " + reference);
        assertEquals(List.of(), missing);
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlays/dev", "overlays/production"})
    void everySelectorFindsItsPods(String folder) throws Exception {
        List<Manifest> all = render(folder);
        List<Map<?, ?>> pods = all.stream()
                .map(m -> m.at("spec", "template", "metadata", "labels"))
                .filter(Map.class::isInstance)
                .<Map<?, ?>>map(m -> (Map<?, ?>) m)
                .toList();
        for (Manifest each : all)
            for (Map<?, ?> selector : References.selectors(each))
                assertTrue(
                        pods.stream().anyMatch(pod -> pod.entrySet().containsAll(selector.entrySet())),
                        () -> each + " selects nothing by " + selector);
    }

    @Test
    void anOverlayChangesSingleSettings() throws Exception {
        Manifest settings = render("overlays/dev").stream()
                .filter(m -> m.kind().equals("ConfigMap") && m.name().startsWith("sluice-env-"))
                .findFirst()
                .orElseThrow();
        assertEquals("", settings.at("data", "BASE_URL"));
        assertEquals("true", settings.at("data", "SLUICE_SIMULATOR"));
        assertEquals("256", settings.at("data", "MAX_CONCURRENT_REQUESTS"));
    }

    @Test
    void productionBringsNoSecretOfItsOwn() throws Exception {
        assertTrue(
                render("overlays/production").stream().noneMatch(m -> m.kind().equals("Secret")));
    }

    @Test
    void everythingIsInTheOverlaysNamespace() throws Exception {
        Set<String> clusterWide = Set.of("Namespace", "PriorityClass");
        for (Manifest each : render("overlays/dev"))
            if (!clusterWide.contains(each.kind())) assertEquals("sluice-dev", each.at("metadata", "namespace"));
    }

    private static List<Manifest> render(String folder) throws Exception {
        Tool kubectl = Tool.find("kubectl", "kubectl 1.28 or newer (not Debian's, which is too old)");
        String yaml = kubectl.run(
                        Path.of("."), "kustomize", Manifest.ROOT.resolve(folder).toString())
                .succeeded();
        return Manifest.parse(folder, yaml);
    }
}
