package dev.sluice.edge;

import dev.sluice.channel.Loop;
import dev.sluice.hub.Lane;
import dev.sluice.hub.feed.FeedLane;
import io.vertx.core.Vertx;
import java.util.random.RandomGenerator;

/** What the resources of one verticle work with: the node's parts and the loop's own. */
record Edge(
        Vertx vertx,
        EdgeParts parts,
        Loop loop,
        Lane lane,
        FeedLane feedLane,
        Callers callers,
        RandomGenerator random,
        ProvenanceReader provenance,
        Reception reception) {}
