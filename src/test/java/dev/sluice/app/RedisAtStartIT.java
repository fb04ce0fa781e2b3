package dev.sluice.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.fixture.Child;
import dev.sluice.redis.RedisServer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The command line where Redis does not let a node in. */
final class RedisAtStartIT {
    @Test
    void aWrongPasswordEndsTheStartOfANodeThatRequiresRedis() throws Exception {
        try (RedisServer redis = RedisServer.start("--requirepass", "s3cret")) {
            Terminal terminal = terminal("REDIS_URL", redis.url(), "REDIS_PASSWORD", "wr0ng", "REDIS_REQUIRED", "true");
            assertEquals(1, terminal.execute("run"));
            String said = terminal.err();
            assertTrue(said.startsWith("sluice: redis: 127.0.0.1:" + redis.port() + " refused the password"), said);
            assertTrue(!said.contains("wr0ng"), said);
        }
    }

    @Test
    void anUnreachableRedisEndsTheStartOfANodeThatRequiresIt() throws Exception {
        int port = Child.freePort();
        Terminal terminal = terminal("REDIS_URL", "redis://127.0.0.1:" + port, "REDIS_REQUIRED", "true");
        assertEquals(1, terminal.execute("run"));
        assertTrue(terminal.err().startsWith("sluice: redis: cannot reach 127.0.0.1:" + port), terminal.err());
    }

    @Test
    void aNodeThatDoesNotRequireRedisStartsWithoutIt() throws Exception {
        Terminal terminal = terminal("REDIS_URL", "redis://127.0.0.1:" + Child.freePort());
        assertEquals(0, terminal.execute("run"), terminal.err());
        assertTrue(terminal.out().startsWith("Sluice is ready on "), terminal.out());
    }

    private static Terminal terminal(String... environment) {
        Map<String, String> map = new HashMap<>(Map.of("SLUICE_PORT", "0", "SLUICE_MANAGEMENT_PORT", "0"));
        for (int i = 0; i < environment.length; i += 2) map.put(environment[i], environment[i + 1]);
        return new Terminal(new RunCommand(map, new MeteredNode(), ProcessSignals.Orders::stop));
    }
}
