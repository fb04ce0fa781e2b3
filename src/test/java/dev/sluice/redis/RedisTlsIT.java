package dev.sluice.redis;

import static dev.sluice.redis.Linked.await;
import static dev.sluice.redis.Linked.failure;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.RedisConfig;
import dev.sluice.model.RedisConfig.Address;
import dev.sluice.model.RedisConfig.Mode;
import dev.sluice.system.Certificate;
import io.vertx.redis.client.Command;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Redis over TLS, with an authority of its own. */
final class RedisTlsIT {
    @TempDir
    Path folder;

    private Path pem;
    private int port;
    private RedisServer server;

    @BeforeEach
    void start() throws Exception {
        pem = Certificate.make(folder).pem();
        port = RedisServer.freePort();
        server = RedisServer.start(
                RedisBinary.INSTALLED,
                "--tls-port",
                "" + port,
                "--tls-cert-file",
                pem.toString(),
                "--tls-key-file",
                pem.toString(),
                "--tls-auth-clients",
                "no");
    }

    @AfterEach
    void stop() throws Exception {
        if (server != null) server.close();
    }

    @Test
    void anAuthorityThatIsTrustedLetsTheConnectionCome() throws Exception {
        try (Linked linked = new Linked(config(pem))) {
            linked.started();
            await(linked.link.send(RedisCommand.of(Command.GET, "k").arg("k")));
        }
    }

    @Test
    void oneThatIsNotIsNamedAsTheReason() throws Exception {
        try (Linked linked = new Linked(config(null))) {
            String said = failure(linked.link.start()).getMessage();
            assertTrue(said.contains("127.0.0.1:" + port) && said.contains("valid certification path"), said);
        }
    }

    private RedisConfig config(Path ca) {
        return new RedisConfig(
                Mode.STANDALONE,
                List.of(new Address("127.0.0.1", port)),
                null,
                true,
                ca,
                null,
                null,
                0,
                "test",
                true,
                Linked.TIMEOUT);
    }
}
