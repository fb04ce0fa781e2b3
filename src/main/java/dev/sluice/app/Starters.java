package dev.sluice.app;

import dev.sluice.app.config.ConfigLoader;
import dev.sluice.model.NodeId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.Callable;

/** What the commands start: the seams at which a test puts something else. */
final class Starters {
    private Starters() {}

    /** Fails where it cannot listen or cannot reach what it needs. The source reads the configuration once more; may block. */
    @FunctionalInterface
    interface OfNode {
        Future<RunningNode> start(Vertx vertx, ConfigLoader.Valid valid, Callable<ConfigLoader.Result> source);

        /** The same, for a node with that name. */
        default OfNode named(NodeId id) {
            return this;
        }

        /** What the node shall run on. */
        default Vertx vertx(VertxOptions options) {
            return Vertx.vertx(options);
        }
    }

    /** The port that it listens on. */
    @FunctionalInterface
    interface OfSimulator {
        Future<Integer> start(Vertx vertx, String host, int port, String apiKey);
    }
}
