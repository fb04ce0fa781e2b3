package dev.sluice.redis;

import dev.sluice.model.RedisConfig;
import dev.sluice.model.RedisConfig.Mode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * A Redis with nothing in it for each test, and a link to it: a server of its own, or the one cluster of the whole run, emptied, since
 * to make one takes seconds.
 *
 * <pre>{@code
 * @ParameterizedClass
 * @EnumSource(RedisKind.class)
 * final class SomethingIT {
 *     @RegisterExtension
 *     final TestRedis redis;
 *
 *     SomethingIT(RedisKind kind) {
 *         redis = new TestRedis(kind);
 *     }
 * }</pre>
 */
final class TestRedis implements BeforeEachCallback, AfterEachCallback {
    /** A busy machine is no outage. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final RedisKind kind;
    private final Duration patience;
    private List<RedisServer> servers;
    private RedisClusterServers cluster;
    private Linked linked;

    TestRedis(RedisKind kind) {
        this(kind, PATIENCE);
    }

    /** @param patience of links: for so long a command waits for its reply */
    TestRedis(RedisKind kind, Duration patience) {
        this.kind = kind;
        this.patience = patience;
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        kind.binary.file();
        if (kind == RedisKind.CLUSTER) {
            cluster = context.getRoot()
                    .getStore(Namespace.create(TestRedis.class))
                    .getOrComputeIfAbsent(RedisKind.CLUSTER, any -> start(), RedisClusterServers.class);
            cluster.heal();
            servers = cluster.servers();
            empty();
        } else {
            servers = List.of(RedisServer.start(kind.binary));
        }
    }

    private static RedisClusterServers start() {
        try {
            return RedisClusterServers.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        if (linked != null) linked.close();
        if (servers != null && cluster == null) servers.get(0).close();
    }

    RedisConfig config() {
        Mode mode = kind == RedisKind.CLUSTER ? Mode.CLUSTER : Mode.STANDALONE;
        return Linked.config(mode, null, patience, servers.get(0).port());
    }

    /** This test's, connected; closed at its end. */
    Linked linked() throws Exception {
        if (linked == null) linked = new Linked(config()).started();
        return linked;
    }

    /** The only server; a cluster has none. */
    RedisServer server() {
        if (servers.size() > 1) throw new IllegalStateException("a cluster has several servers");
        return servers.get(0);
    }

    /** The server that has this key, or would have. */
    RedisServer at(String key) throws IOException {
        return cluster == null ? server() : cluster.at(key);
    }

    /** All of it, by SIGKILL. */
    void kill() {
        servers.forEach(RedisServer::kill);
    }

    void freeze() throws IOException {
        for (RedisServer each : servers) each.freeze();
    }

    void thaw() throws IOException {
        for (RedisServer each : servers) each.thaw();
        settle();
    }

    /** With what it held, or without. */
    void startAgain(boolean empty) throws IOException {
        // A member of a cluster that forgot everything would be none any more.
        if (empty && cluster == null) server().forget();
        for (RedisServer each : servers) each.startAgain();
        if (empty && cluster != null) empty();
        settle();
    }

    /** Waits until every server serves again. */
    void settle() throws IOException {
        if (cluster != null) cluster.settle();
    }

    void empty() throws IOException {
        for (RedisServer each : servers) each.ask("FLUSHALL");
    }

    /** Time goes by for all keys. */
    void age(Duration by) throws IOException {
        for (RedisServer each : servers) each.age(by);
    }
}
