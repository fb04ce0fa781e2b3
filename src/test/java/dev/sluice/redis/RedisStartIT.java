package dev.sluice.redis;

import static dev.sluice.redis.Linked.await;
import static dev.sluice.redis.Linked.failure;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.RedisConfig.Mode;
import io.vertx.redis.client.Command;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The first attempt to connect: what an operator is told where it fails, and that it is not the last. */
final class RedisStartIT {
    @ParameterizedTest
    @EnumSource
    void withTheRightPasswordItIsLetIn(RedisBinary binary) throws Exception {
        try (RedisServer server = RedisServer.start(binary, "--requirepass", "s3cret");
                Linked linked = new Linked(Linked.config(Mode.STANDALONE, "s3cret", server.port()))) {
            linked.started();
            await(linked.link.send(RedisCommand.of(Command.GET, "k").arg("k")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWrongPasswordIsNamedAndNotShown(RedisBinary binary) throws Exception {
        try (RedisServer server = RedisServer.start(binary, "--requirepass", "s3cret");
                Linked linked = new Linked(Linked.config(Mode.STANDALONE, "wr0ng", server.port()))) {
            String said = failure(linked.link.start()).getMessage();
            assertTrue(said.contains("127.0.0.1:" + server.port() + " refused the password"), said);
            assertTrue(!said.contains("s3cret") && !said.contains("wr0ng"), said);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMissingPasswordIsAskedFor(RedisBinary binary) throws Exception {
        try (RedisServer server = RedisServer.start(binary, "--requirepass", "s3cret");
                Linked linked = new Linked(Linked.config(Mode.STANDALONE, null, server.port()))) {
            String said = failure(linked.link.start()).getMessage();
            assertTrue(said.contains("127.0.0.1:" + server.port() + " wants a password"), said);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatComesLaterIsFound(RedisBinary binary) throws Exception {
        try (RedisServer server = RedisServer.start(binary)) {
            server.kill();
            try (Linked linked = new Linked(Linked.config(Mode.STANDALONE, null, server.port()))) {
                String said = failure(linked.link.start()).getMessage();
                assertTrue(said.contains("cannot reach 127.0.0.1:" + server.port()), said);
                linked.nextState("away: ");
                server.startAgain();
                linked.nextState("up: ");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReplicaIsNoMaster(RedisBinary binary) throws Exception {
        try (RedisServer master = RedisServer.start(binary);
                RedisServer server = RedisServer.start(binary, "--replicaof", "127.0.0.1", "" + master.port());
                Linked linked = new Linked(Linked.config(Mode.STANDALONE, null, server.port()))) {
            String said = failure(linked.link.start()).getMessage();
            assertTrue(said.contains("127.0.0.1:" + server.port() + " is a slave now, expected a master"), said);
        }
    }
}
