package dev.sluice.app;

import dev.sluice.channel.Channels;
import dev.sluice.dialect.OpenAiFold;
import dev.sluice.hub.Hub;
import dev.sluice.hub.cluster.Cluster;
import dev.sluice.hub.feed.Feeds;
import dev.sluice.log.Logs;
import dev.sluice.model.Config;
import dev.sluice.model.NodeReport;
import dev.sluice.model.SessionId;
import dev.sluice.model.SessionState;
import dev.sluice.model.SessionStore;
import dev.sluice.model.Time;
import dev.sluice.ops.ClusterMetrics;
import dev.sluice.ops.stats.NodesSample;
import dev.sluice.redis.RedisAnswers;
import dev.sluice.redis.RedisFeeds;
import dev.sluice.redis.RedisLogs;
import dev.sluice.redis.RedisNodes;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/** A node's part among others that share its Redis; nothing where it has none. Its methods may be called from any thread. */
final class ClusterRoom {
    /** Null where this node is alone, like all else here. */
    private final Cluster cluster;

    private final ClusterMetrics metrics;
    private final String self;

    /**
     * To be made before the link to Redis is started.
     *
     * @param redis null where there is none
     * @param self  this node in this life: no other node's name, nor this one's in an earlier life
     */
    ClusterRoom(
            Vertx vertx,
            Config config,
            RedisStores redis,
            String self,
            SessionStore sessions,
            Logs logs,
            Channels channels,
            Hub hub,
            Feeds feeds,
            MeterRegistry registry,
            Time time) {
        if (redis == null) {
            cluster = null;
            metrics = null;
            this.self = null;
            return;
        }
        RedisLogs.SCRIPTS.forEach(redis.link()::prepare);
        RedisAnswers.SCRIPTS.forEach(redis.link()::prepare);
        redis.link().prepare(RedisNodes.BEAT);
        this.self = self;
        metrics = new ClusterMetrics(registry, time);
        cluster = new Cluster(
                vertx,
                vertx.getOrCreateContext(),
                time,
                new RedisLogs(redis.link(), redis.observer()),
                new RedisNodes(redis.link(), redis.pubsub(), self, redis.observer()),
                sessions,
                logs,
                channels,
                new OpenAiFold(),
                config.streams().retention(),
                metrics);
        RedisFeeds.SCRIPTS.forEach(redis.link()::prepare);
        RedisFeeds shared = new RedisFeeds(redis.link(), redis.pubsub(), self, redis.observer());
        feeds.share(shared, time, config.sessions().ttl());
        hub.elsewhere(cluster, new RedisAnswers(redis.link(), redis.observer()));
        channels.gathering(cluster);
        channels.gathering(feeds);
    }

    /** Beats from now on. To be called before the link to Redis is started. @param report what this node says of itself; any thread */
    void start(Supplier<NodeReport> report) {
        if (cluster != null) cluster.start(report);
    }

    /** What the page tells of the nodes; null where this one is alone. */
    NodesSample nodes(Supplier<NodeReport> report) {
        return cluster == null ? null : new NodesSample(self, metrics::heard, report);
    }

    /** @param state null where the session is gone */
    void changed(SessionId session, SessionState state) {
        if (cluster != null) cluster.changed(session, state);
    }

    /** Takes leave of the others, once no answer runs here any more. Idempotent. */
    Future<Void> close() {
        return cluster == null ? Future.succeededFuture() : cluster.close();
    }
}
