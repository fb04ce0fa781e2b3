package dev.sluice.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.config.ConfigLoader;
import dev.sluice.model.NodeId;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One node and the readings of its configuration that a test hands it. */
final class ReloadTest {
    private static final int SECONDS = 20;

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final BlockingQueue<ConfigLoader.Result> readings = new LinkedBlockingQueue<>();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(SECONDS, TimeUnit.SECONDS);
    }

    private static ConfigLoader.Result reading(String... environment) {
        Map<String, String> map = new HashMap<>(Map.of("SLUICE_PORT", "0", "SLUICE_MANAGEMENT_PORT", "0"));
        for (int i = 0; i < environment.length; i += 2) map.put(environment[i], environment[i + 1]);
        return ConfigLoader.loadDefault(map);
    }

    private Node start() throws Exception {
        return Node.start(vertx, (ConfigLoader.Valid) reading(), readings::take, registry, NodeId.of(null))
                .await(SECONDS, TimeUnit.SECONDS);
    }

    private static <T> T of(Class<T> type, Future<Reload.Outcome> outcome) throws Exception {
        return assertInstanceOf(type, outcome.await(SECONDS, TimeUnit.SECONDS));
    }

    private double gauge(String name) {
        return registry.get(name).tag("upstream", "simulator").gauge().value();
    }

    @Test
    void oneReloadAtATime() throws Exception {
        Node node = start();
        Future<Reload.Outcome> first = node.reload("first");
        of(Reload.Busy.class, node.reload("second"));
        readings.add(reading());
        assertEquals(new Reload.Done(List.of(), List.of()), of(Reload.Done.class, first));
        readings.add(reading("SLUICE_PERMITS", "0"));
        List<String> faults = of(Reload.Refused.class, node.reload("third")).faults();
        assertEquals(1, faults.size());
        assertTrue(faults.get(0).startsWith("upstreams.simulator.permits: got \"0\""), faults::toString);
        node.stop().await(SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void aLineKeepsItsPlaceWhereOnlyItsPermitsChangeAndTheGaugeFollows() throws Exception {
        Node node = start();
        assertEquals(256, gauge("permits_limit"));
        for (String permits : new String[] {"7", "300"}) {
            readings.add(reading("SLUICE_PERMITS", permits, "SLUICE_HEARTBEAT", "7s"));
            Reload.Done done = of(Reload.Done.class, node.reload("test"));
            assertEquals(new Reload.Done(List.of("upstreams"), List.of("channel.heartbeat")), done);
            assertEquals(Integer.parseInt(permits), gauge("permits_limit"));
        }
        node.stop().await(SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void aFileIsTakenOnceItHasChangedAndStaysAsItIs() throws Exception {
        Path file = Files.writeString(folder.resolve("s.yaml"), "a: 1");
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        new ConfigWatch(vertx, file, () -> seen.add("changed"));
        Path next = Files.writeString(folder.resolve("next.yaml"), "a: 22");
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
        assertEquals("changed", seen.poll(SECONDS, TimeUnit.SECONDS));
        Files.writeString(file, "a: 333");
        assertEquals("changed", seen.poll(SECONDS, TimeUnit.SECONDS));
        assertEquals(null, seen.poll(2500, TimeUnit.MILLISECONDS));
    }
}
