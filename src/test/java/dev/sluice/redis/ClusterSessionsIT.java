package dev.sluice.redis;

import dev.sluice.model.RedisConfig.Mode;
import dev.sluice.model.SessionContract;
import dev.sluice.model.SessionStore;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** What every store does, done by a Redis Cluster. */
final class ClusterSessionsIT extends SessionContract {
    private static RedisClusterServers servers;

    private final HandTime time = new HandTime();
    private SessionNode node;

    @BeforeAll
    static void start() throws Exception {
        servers = RedisClusterServers.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (servers != null) servers.close();
    }

    @Override
    protected SessionStore open() throws Exception {
        node = new SessionNode(
                        "a", Linked.config(Mode.CLUSTER, null, servers.server(0).port()), LIMITS, time)
                .started();
        return node.sessions;
    }

    @Override
    protected void advance(Duration duration) throws Exception {
        time.advance(duration.toMillis());
        for (int i = 0; i < 3; i++) servers.server(i).age(duration);
    }

    @AfterEach
    void close() throws Exception {
        if (node != null) node.close();
    }
}
