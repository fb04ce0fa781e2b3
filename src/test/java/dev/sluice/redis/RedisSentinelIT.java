package dev.sluice.redis;

import static dev.sluice.redis.Linked.await;
import static dev.sluice.redis.Linked.failure;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.RedisConfig.Mode;
import io.vertx.redis.client.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A master with a replica, and a Sentinel that knows which of the two is the master now. */
final class RedisSentinelIT {
    @TempDir
    Path folder;

    @Test
    void theMasterThatTheSentinelNamesIsUsedAndItsSuccessorAfterwards() throws Exception {
        try (RedisServer first = RedisServer.start();
                RedisServer second = RedisServer.start("--replicaof", "127.0.0.1", "" + first.port())) {
            while (!first.ask("WAIT 1 100").equals("1")) Thread.onSpinWait();
            int port = RedisServer.freePort();
            Process sentinel = sentinel(port, first.port());
            try (Linked linked = new Linked(Linked.config(Mode.SENTINEL, null, RedisServer.freePort(), port))) {
                linked.started();
                await(linked.link.send(
                        RedisCommand.of(Command.SET, "k").arg("k").arg("v")));
                assertEquals("1", first.ask("WAIT 1 5000"));
                first.kill();
                linked.nextState("away: ");
                String up = linked.nextState("up: ");
                assertTrue(up.endsWith(":" + second.port()), up);
                assertEquals(
                        "v",
                        await(linked.link.send(RedisCommand.of(Command.GET, "k").arg("k")))
                                .toString());
            } finally {
                sentinel.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void aMasterThatNoSentinelKnowsIsNamed() throws Exception {
        try (RedisServer server = RedisServer.start();
                Linked linked = new Linked(Linked.config(Mode.SENTINEL, null, server.port()))) {
            String said = failure(linked.link.start()).getMessage();
            assertTrue(said.contains("127.0.0.1:" + server.port()), said);
        }
    }

    private Process sentinel(int port, int master) throws Exception {
        Path config = folder.resolve("sentinel.conf");
        Files.write(
                config,
                List.of(
                        "port " + port,
                        "bind 127.0.0.1",
                        "dir " + folder,
                        "sentinel monitor house 127.0.0.1 " + master + " 1",
                        "sentinel down-after-milliseconds house 500",
                        "sentinel failover-timeout house 2000"));
        Process process = new ProcessBuilder(RedisBinary.best().file().toString(), config.toString(), "--sentinel")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        // It learns of the replica by asking the master, which is what a failover needs.
        while (!knowsAReplica(port)) {
            if (!process.isAlive()) throw new AssertionError(Files.readString(folder.resolve("log")));
            Thread.onSpinWait();
        }
        return process;
    }

    private static boolean knowsAReplica(int port) {
        try {
            return !RedisServer.lines(port, "SENTINEL REPLICAS house", 1)[0].matches("[*]0|-.*");
        } catch (IOException notYet) {
            return false;
        }
    }
}
