package dev.sluice.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Redis Cluster of three masters on this machine, made by {@code redis-cli}; needs an installed Redis. */
public final class RedisClusterServers implements AutoCloseable {
    private final List<RedisServer> servers = new ArrayList<>();

    private final int silentMillis;

    private RedisClusterServers(int silentMillis) {
        this.silentMillis = silentMillis;
    }

    /** Patient enough with each other for a machine that is busy. */
    public static RedisClusterServers start() throws IOException, InterruptedException {
        return start(5_000);
    }

    /** @param silentMillis after which a server is taken for dead by the others */
    static RedisClusterServers start(int silentMillis) throws IOException, InterruptedException {
        RedisBinary.INSTALLED.file();
        RedisClusterServers cluster = new RedisClusterServers(silentMillis);
        try {
            for (int i = 0; i < 3; i++) cluster.servers.add(cluster.server());
            cluster.join();
            return cluster;
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    private RedisServer server() throws IOException {
        String busPort = "" + RedisServer.freePort();
        return RedisServer.start(
                RedisBinary.INSTALLED,
                "--cluster-enabled",
                "yes",
                "--cluster-port",
                busPort,
                "--cluster-node-timeout",
                "" + silentMillis);
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

    /** Whatever became of its servers, it works afterwards. */
    void heal() throws IOException {
        for (RedisServer each : servers) {
            if (each.alive()) each.thaw();
            else each.startAgain();
        }
        settle();
    }

    /** Waits until each server says that the cluster works. */
    public void settle() throws IOException {
        for (RedisServer each : servers) while (each.talk("GET k").startsWith("-CLUSTERDOWN")) Thread.onSpinWait();
    }

    /** Which of them has this key, or would have. */
    RedisServer at(String key) throws IOException {
        for (RedisServer each : servers) if (!each.talk("TYPE " + key).startsWith("-MOVED")) return each;
        throw new IOException("nobody has the slot of " + key);
    }

    /**
     * Moves a slot, with all that is in it, from where it is to another server.
     *
     * @param key    any key of the slot
     * @param finish or only begin to: its keys are there, and it is still asked for here
     */
    public void move(String key, boolean finish) throws IOException {
        RedisServer source = at(key);
        RedisServer target = servers.get((servers.indexOf(source) + 1) % servers.size());
        int slot = HashSlot.of(key);
        String sourceId = source.ask("CLUSTER MYID");
        String targetId = target.ask("CLUSTER MYID");
        assertEquals("+OK", target.talk("CLUSTER SETSLOT " + slot + " IMPORTING " + sourceId));
        assertEquals("+OK", source.talk("CLUSTER SETSLOT " + slot + " MIGRATING " + targetId));
        while (!source.ask("CLUSTER COUNTKEYSINSLOT " + slot).equals("0")) {
            String each = RedisServer.lines(source.port(), "CLUSTER GETKEYSINSLOT " + slot + " 1", 3)[2];
            assertEquals("+OK", source.talk("MIGRATE 127.0.0.1 " + target.port() + " " + each + " 0 5000"));
        }
        if (!finish) return;
        assertEquals("+OK", target.talk("CLUSTER SETSLOT " + slot + " NODE " + targetId));
        assertEquals("+OK", source.talk("CLUSTER SETSLOT " + slot + " NODE " + targetId));
    }

    /** One more, which follows the first one and takes its place where that dies; to be closed by the caller. */
    RedisServer follower() throws IOException {
        RedisServer follower = server();
        RedisServer first = servers.get(0);
        String firstId = first.ask("CLUSTER MYID");
        String busPort = RedisServer.lines(first.port(), "CONFIG GET cluster-port", 5)[4];
        assertEquals("+OK", follower.talk("CLUSTER MEET 127.0.0.1 " + first.port() + ' ' + busPort));
        while (!follower.talk("CLUSTER REPLICATE " + firstId).equals("+OK")) Thread.onSpinWait();
        while (!first.ask("WAIT 1 100").equals("1")) Thread.onSpinWait();
        return follower;
    }

    List<RedisServer> servers() {
        return List.copyOf(servers);
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
