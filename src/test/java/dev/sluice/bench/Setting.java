package dev.sluice.bench;

import dev.sluice.fixture.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The simulator in one JVM and what stands in front of it in another process.
 *
 * @param server    what is measured
 * @param simulator answers
 * @param port      where the server listens
 */
record Setting(Program server, Program simulator, int port) implements AutoCloseable {
    private static final String HAPROXY = """
            global
              nbthread 1
              maxconn 8000
            defaults
              mode http
              timeout client 60s
              timeout server 60s
              timeout connect 5s
              http-reuse always
              option http-no-delay
            listen edge
              bind 127.0.0.1:%d
              server simulator %s maxconn 4000
            """;

    private static Program provider() throws IOException {
        return Program.sluice("The simulator is ready", List.of("-Xmx1g"), Map.of(), "simulate", "--port", "0");
    }

    private static String address(Program simulator) {
        return simulator.said("base URL http://(\\S+)/v1");
    }

    /** A node with one event loop. @param jvm options to add */
    static Setting sluice(List<String> jvm) throws IOException {
        Program simulator = provider();
        Path config = Files.createTempFile("sluice-bench", ".yaml");
        Files.writeString(config, """
                listen: {port: 0, instances: 1, demo: false}
                management: {port: 0}
                simulator: {enabled: false}
                sessions: {anonymous: true}
                streams: {disconnect_grace: 10m}
                log: {requests: off}
                upstreams:
                  simulator: {dialect: openai, base_url: "http://%s/v1", permits: 4000, queue_length: 4000}
                routes:
                  - {model: "sim*", upstream: simulator}
                """.formatted(address(simulator)));
        List<String> options = new ArrayList<>(List.of("-Xmx512m", "-XX:-UseDynamicNumberOfCompilerThreads"));
        options.addAll(jvm);
        Program server = Program.sluice("Management: ", options, Map.of(), "run", "--config", config.toString());
        return new Setting(server, simulator, Integer.parseInt(server.said("ready on http://127.0.0.1:(\\d+)")));
    }

    /** HAProxy with one thread, for comparison. */
    static Setting haproxy() throws IOException {
        Program simulator = provider();
        int port = Child.freePort();
        Path config = Files.createTempFile("sluice-bench", ".cfg");
        Files.writeString(config, HAPROXY.formatted(port, address(simulator)));
        Program server = Program.start(null, Map.of(), List.of("haproxy", "-db", "-f", config.toString()));
        return new Setting(server, simulator, port);
    }

    @Override
    public void close() {
        server.close();
        simulator.close();
    }
}
