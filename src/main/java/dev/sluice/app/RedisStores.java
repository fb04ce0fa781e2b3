package dev.sluice.app;

import dev.sluice.admission.LookAhead;
import dev.sluice.admission.RateLimits;
import dev.sluice.admission.Rates;
import dev.sluice.model.Config;
import dev.sluice.model.SessionStore;
import dev.sluice.model.Tier;
import dev.sluice.model.Time;
import dev.sluice.ops.RedisMetrics;
import dev.sluice.redis.RedisBuckets;
import dev.sluice.redis.RedisLink;
import dev.sluice.redis.RedisObserver;
import dev.sluice.redis.RedisPermits;
import dev.sluice.redis.RedisPubSub;
import dev.sluice.redis.RedisSessions;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** A node's Redis: the link, the pub/sub connection, and the stores on them. Any thread. */
final class RedisStores {
    private final boolean required;
    private final long timeoutMillis;
    private final RedisMetrics metrics;
    private final RedisLink link;
    private final RedisPubSub pubsub;
    private final RedisSessions sessions;
    private final RedisBuckets buckets;
    private final PermitShares shares;
    private final Vertx vertx;
    private final Time time;

    RedisStores(Vertx vertx, Config config, MeterRegistry registry, Time time, RandomGenerator random, String node) {
        this.vertx = vertx;
        this.time = time;
        metrics = new RedisMetrics(registry);
        required = config.redis().required();
        timeoutMillis = config.redis().timeout().toMillis();
        link = new RedisLink(vertx, config.redis(), metrics, time, random);
        pubsub = new RedisPubSub(link, metrics, time);
        sessions = new RedisSessions(link, metrics, config.sessions(), time, node);
        link.prepare(RedisBuckets.DRAW, RedisPermits.SHARE);
        buckets = new RedisBuckets(link, node);
        shares = new PermitShares(vertx, new RedisPermits(link, node), time);
    }

    /** Limits that all nodes hold together. Once. */
    RateLimits limits(Map<Tier, Rates> tiers) {
        LookAhead limits = new LookAhead(tiers, buckets, time::nanos);
        vertx.setPeriodic(LookAhead.TICK_MILLIS, t -> limits.tick());
        return limits;
    }

    PermitShares shares() {
        return shares;
    }

    RedisObserver observer() {
        return metrics;
    }

    RedisLink link() {
        return link;
    }

    RedisPubSub pubsub() {
        return pubsub;
    }

    SessionStore sessions() {
        return sessions;
    }

    /**
     * To be called once all that prepares scripts or listens has been built. Complete when this node also hears the others: what they
     * say before is not said again.
     */
    Future<Void> start() {
        sessions.start(pubsub);
        Future<Void> heard = pubsub.start().timeout(timeoutMillis, TimeUnit.MILLISECONDS);
        return link.start()
                .compose(v -> heard.otherwiseEmpty())
                .recover(away -> required ? Future.failedFuture(away) : Future.succeededFuture());
    }

    boolean ready() {
        return !required || link.up();
    }

    Future<Void> close() {
        pubsub.close();
        return shares.close().compose(v -> link.close());
    }
}
