package dev.sluice.app;

import dev.sluice.edge.EdgeParts;
import dev.sluice.edge.EdgeVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Iterator;
import java.util.List;

/** A node's HTTP faces: one for each event loop, all on one port. */
final class NodeEdges {
    private NodeEdges() {}

    /** @param edges where they go; empty until then */
    static Future<String> deploy(Vertx vertx, EdgeParts parts, List<EdgeVerticle> edges) {
        int wanted = parts.config().listen().instances();
        int instances = wanted == 0 ? Runtime.getRuntime().availableProcessors() : wanted;
        for (int i = 0; i < instances; i++) edges.add(new EdgeVerticle(parts));
        Iterator<EdgeVerticle> next = edges.iterator();
        return vertx.deployVerticle(next::next, new DeploymentOptions().setInstances(instances));
    }
}
