package dev.sluice.redis;

import static dev.sluice.redis.Linked.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.model.LogStore;
import dev.sluice.model.LogStoreContract;
import dev.sluice.model.NodeReport;
import dev.sluice.model.Nodes;
import dev.sluice.model.RedisConfig;
import dev.sluice.model.RedisConfig.Mode;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Logs and members in a Redis Cluster of three masters: all keys of one log, and those of all members, are in one slot. */
final class ClusterLogsIT extends LogStoreContract {
    /** A busy machine is no outage. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static RedisClusterServers servers;

    private Linked linked;
    private RedisLogs logs;

    @BeforeAll
    static void start() throws Exception {
        servers = RedisClusterServers.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (servers != null) servers.close();
    }

    @BeforeEach
    void connect() throws Exception {
        RedisConfig c = Linked.config(Mode.CLUSTER, null, servers.server(0).port());
        linked = new Linked(new RedisConfig(
                        c.mode(),
                        c.nodes(),
                        c.master(),
                        c.tls(),
                        c.ca(),
                        c.user(),
                        c.password(),
                        c.database(),
                        c.prefix(),
                        c.required(),
                        PATIENCE))
                .started();
        logs = new RedisLogs(linked.link, RedisObserver.NOOP);
    }

    @AfterEach
    void close() throws Exception {
        linked.close();
    }

    @Override
    protected LogStore store() {
        return logs;
    }

    @Test
    void whatMembersSayOfThemselvesIsInTheSlotOfTheirBeats() throws Exception {
        NodeReport said = new NodeReport(NodeReport.State.READY, 61, 3, 1, 20);
        await(new RedisNodes(linked.link, null, "a.1", RedisObserver.NOOP).beat(5_000, said));
        Nodes.Census census = await(new RedisNodes(linked.link, null, "b.1", RedisObserver.NOOP).beat(5_000, said));
        assertEquals(Set.of("a.1", "b.1"), census.living());
        for (Nodes.Member member : census.members()) assertEquals(said, member.report());
    }
}
