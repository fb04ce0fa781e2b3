package dev.sluice.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every file under k8s/ is what the cluster takes it for. */
final class ManifestsTest {
    private static final List<Manifest> ALL = Manifest.all();

    @TestFactory
    Stream<DynamicTest> everyManifestIsOfItsTypeAndHasNoFieldThatTheTypeHasNot() {
        return ALL.stream().map(m -> DynamicTest.dynamicTest(m.toString(), () -> StrictModels.read(m)));
    }

    @Test
    void everyKindThatAnInstallationNeedsIsThere() {
        Set<String> kinds = ALL.stream().map(Manifest::kind).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(
                Set.of(
                        "ConfigMap",
                        "CronJob",
                        "Deployment",
                        "HorizontalPodAutoscaler",
                        "Ingress",
                        "Namespace",
                        "NetworkPolicy",
                        "PersistentVolumeClaim",
                        "PodDisruptionBudget",
                        "PriorityClass",
                        "PrometheusRule",
                        "Role",
                        "RoleBinding",
                        "Secret",
                        "Service",
                        "ServiceAccount",
                        "ServiceMonitor",
                        "StatefulSet",
                        "VerticalPodAutoscaler"),
                kinds);
    }

    @Test
    void anUnknownFieldIsNamedWithItsPlace() {
        String typo =
                "{apiVersion: apps/v1, kind: Deployment, metadata: {name: x}, spec: {template: {spec: {containers: "
                        + "[{name: c, resource: {}}]}}}}";
        Manifest manifest = Manifest.parse("here", typo).get(0);
        AssertionError fault = assertThrows(AssertionError.class, () -> StrictModels.read(manifest));
        assertTrue(fault.getMessage().contains("\"resource\""), fault.getMessage());
    }

    @Test
    void aNumberWhereTextBelongsIsAFault() {
        String number = "{apiVersion: v1, kind: ConfigMap, metadata: {name: x}, data: {PERMITS: 256}}";
        Manifest manifest = Manifest.parse("here", number).get(0);
        assertThrows(AssertionError.class, () -> StrictModels.read(manifest));
    }

    @Test
    void theDeploymentIsSizedProbedAndLockedDown() {
        Manifest deployment = Manifest.one(ALL, "Deployment", "sluice");
        assertEquals(3, deployment.at("spec", "replicas"));
        assertEquals(
                Map.of(
                        "requests", Map.of("cpu", "250m", "memory", "256Mi"),
                        "limits", Map.of("cpu", "500m", "memory", "512Mi")),
                container(deployment, "resources"));
        assertEquals("/health", container(deployment, "livenessProbe", "httpGet", "path"));
        assertEquals("/ready", container(deployment, "readinessProbe", "httpGet", "path"));
        assertEquals(true, container(deployment, "securityContext", "readOnlyRootFilesystem"));
        assertEquals(false, container(deployment, "securityContext", "allowPrivilegeEscalation"));
        assertEquals(List.of("ALL"), container(deployment, "securityContext", "capabilities", "drop"));
        assertEquals(true, pod(deployment, "securityContext", "runAsNonRoot"));
        assertEquals("RuntimeDefault", pod(deployment, "securityContext", "seccompProfile", "type"));
        assertEquals(2, ((List<?>) pod(deployment, "topologySpreadConstraints")).size());
    }

    @Test
    void whatScalesTheDeploymentIsLoadAsWellAsResources() {
        Manifest hpa = Manifest.one(ALL, "HorizontalPodAutoscaler", "sluice");
        List<String> metrics = new ArrayList<>();
        for (int i = 0; hpa.at("spec", "metrics", i) != null; i++) {
            Object resource = hpa.at("spec", "metrics", i, "resource", "name");
            metrics.add(String.valueOf(
                    resource != null ? resource : hpa.at("spec", "metrics", i, "pods", "metric", "name")));
        }
        assertEquals(List.of("cpu", "memory", "http_requests_per_second", "active_connections"), metrics);
        assertEquals(0, hpa.at("spec", "behavior", "scaleUp", "stabilizationWindowSeconds"));
        assertEquals(600, hpa.at("spec", "behavior", "scaleDown", "stabilizationWindowSeconds"));
    }

    static Object pod(Manifest deployment, Object... path) {
        return deployment.at(Stream.concat(Stream.of("spec", "template", "spec"), Stream.of(path))
                .toArray());
    }

    static Object container(Manifest deployment, Object... path) {
        return pod(
                deployment,
                Stream.concat(Stream.of("containers", 0), Stream.of(path)).toArray());
    }
}
