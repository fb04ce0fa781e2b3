package dev.sluice.app;

import dev.sluice.admission.Limits;
import dev.sluice.admission.RateLimits;
import dev.sluice.admission.Rates;
import dev.sluice.channel.MemorySessions;
import dev.sluice.model.Config;
import dev.sluice.model.SessionStore;
import dev.sluice.model.Tier;
import dev.sluice.model.Time;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Where a node keeps what may be shared: in Redis, where it has one, and otherwise in its own memory. Any thread. */
final class Stores {
    private final RedisStores redis;
    private final SessionStore sessions;
    private final Time time;

    /** @param node a name that no other node has */
    Stores(Vertx vertx, Config config, MeterRegistry registry, Time time, RandomGenerator random, String node) {
        this.time = time;
        redis = config.redis() == null ? null : new RedisStores(vertx, config, registry, time, random, node);
        sessions = redis == null ? new MemorySessions(config.sessions(), time) : redis.sessions();
    }

    /**
     * Limits, whose accounts are this node's or all nodes'. Once.
     *
     * @param tiers what a user of each tier may use
     */
    RateLimits limits(Map<Tier, Rates> tiers) {
        return redis == null ? new Limits(tiers, time::nanos) : redis.limits(tiers);
    }

    /** Null where this node is alone. */
    PermitShares shares() {
        return redis == null ? null : redis.shares();
    }

    SessionStore sessions() {
        return sessions;
    }

    /** What goes over Redis; null where there is none. */
    RedisStores redis() {
        return redis;
    }

    /** Fails where Redis is required and cannot be had. */
    Future<Void> start() {
        return redis == null ? Future.succeededFuture() : redis.start();
    }

    /** Whether the node may take traffic. */
    boolean ready() {
        return redis == null || redis.ready();
    }

    Future<Void> close() {
        return redis == null ? Future.succeededFuture() : redis.close();
    }
}
