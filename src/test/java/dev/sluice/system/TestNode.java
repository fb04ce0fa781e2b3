package dev.sluice.system;

import dev.sluice.app.Node;
import dev.sluice.app.config.ConfigLoader;
import dev.sluice.simulator.Simulator;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A whole node in this process on free ports, with memory stores and the simulator: the embedded default with some values changed,
 * by the names of its environment variables, or another configuration.
 */
public final class TestNode implements AutoCloseable {
    private static final int SECONDS = 20;

    private final Vertx vertx = Vertx.vertx();
    private final Node node;

    private TestNode(ConfigLoader.Result result) throws Exception {
        if (!(result instanceof ConfigLoader.Valid valid)) throw new AssertionError(result);
        node = Node.start(vertx, valid.config()).await(SECONDS, TimeUnit.SECONDS);
    }

    /** @param names and values of environment variables in turns */
    public static TestNode start(String... environment) throws Exception {
        Map<String, String> map = new HashMap<>(Map.of("SLUICE_PORT", "0", "SLUICE_MANAGEMENT_PORT", "0"));
        for (int i = 0; i < environment.length; i += 2) map.put(environment[i], environment[i + 1]);
        return new TestNode(ConfigLoader.loadDefault(map));
    }

    /** A node with a configuration of its own. */
    public static TestNode configured(String yaml) throws Exception {
        return configured(yaml, Map.of());
    }

    /** A node with a configuration of its own, and the environment that it reads. */
    public static TestNode configured(String yaml, Map<String, String> environment) throws Exception {
        Path file = Files.createTempFile("sluice", ".yaml");
        try {
            return new TestNode(ConfigLoader.load(Files.writeString(file, yaml), environment));
        } finally {
            Files.delete(file);
        }
    }

    public Vertx vertx() {
        return vertx;
    }

    public Node node() {
        return node;
    }

    public Simulator simulator() {
        return node.simulator();
    }

    public int port() {
        return node.port();
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    /** The sum of a meter over all its tags, as the scraper would see it; 0 where there is none yet. */
    public double meter(String name) {
        return node.registry().find(name).meters().stream()
                .mapToDouble(m -> m.measure().iterator().next().getValue())
                .sum();
    }

    @Override
    public void close() throws TimeoutException {
        node.stop().await(SECONDS, TimeUnit.SECONDS);
        vertx.close().await(SECONDS, TimeUnit.SECONDS);
    }
}
