package dev.sluice.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Redis Cluster of three masters on this machine, made by {@code redis-cli}; needs an installed Redis. */
public final class RedisClusterServers implements AutoCloseable {
    private final List<RedisServer> servers = new ArrayList<>();

    private RedisClusterServers() {}

    public static RedisClusterServers start() throws IOException, InterruptedException {
        RedisBinary.INSTALLED.file();
        RedisClusterServers cluster = new RedisClusterServers();
        try {
            for (int i = 0; i < 3; i++)
                cluster.servers.add(RedisServer.start(
                        RedisBinary.INSTALLED,
                        "--cluster-enabled",
                        "yes",
                        "--cluster-port",
                        "" + RedisServer.freePort(),
                        "--cluster-node-timeout",
                        "2000"));
            cluster.join();
            return cluster;
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    private void join() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("redis-cli", "--cluster", "create"));
        command.addAll(nodes());
        command.add("--cluster-yes");
        Process create = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(create.getInputStream().readAllBytes());
        create.waitFor(30, TimeUnit.SECONDS);
        assertEquals(0, create.exitValue(), said);
        settle();
    }

    /** Waits until each server says that the cluster works. */
    public void settle() throws IOException {
        for (RedisServer each : servers) while (each.talk("GET k").startsWith("-CLUSTERDOWN")) Thread.onSpinWait();
    }

    /** {@code host:port} of each. */
    public List<String> nodes() {
        return servers.stream().map(s -> "127.0.0.1:" + s.port()).toList();
    }

    public RedisServer server(int index) {
        return servers.get(index);
    }

    @Override
    public void close() throws IOException {
        for (RedisServer server : servers) server.close();
    }
}
