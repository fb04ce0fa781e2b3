package dev.sluice.deploy;

import java.util.List;
import java.util.Map;

/** {@code autoscaling.k8s.io/v1 VerticalPodAutoscaler}, by its published resource definition; what we have no use for is left out. */
record VerticalAutoscaler(String apiVersion, String kind, Metadata metadata, Spec spec) {
    record Metadata(String name, String namespace, Map<String, String> labels, Map<String, String> annotations) {}

    record Spec(Target targetRef, UpdatePolicy updatePolicy, ResourcePolicy resourcePolicy) {}

    record Target(String apiVersion, String kind, String name) {}

    record UpdatePolicy(UpdateMode updateMode, Integer minReplicas) {}

    enum UpdateMode {
        Off,
        Initial,
        Recreate,
        InPlaceOrRecreate,
        Auto
    }

    record ResourcePolicy(List<ContainerPolicy> containerPolicies) {}

    record ContainerPolicy(
            String containerName,
            String mode,
            List<String> controlledResources,
            String controlledValues,
            Map<String, String> minAllowed,
            Map<String, String> maxAllowed) {}
}
