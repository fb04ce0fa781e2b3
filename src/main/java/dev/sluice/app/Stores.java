package dev.sluice.app;

import dev.sluice.channel.MemorySessions;
import dev.sluice.model.Config;
import dev.sluice.model.SessionStore;
import dev.sluice.model.Time;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.random.RandomGenerator;

/** Where a node keeps what may be shared: in Redis, where it has one, and otherwise in its own memory. Any thread. */
final class Stores {
    private final RedisStores redis;
    private final SessionStore sessions;

    /** @param node a name that no other node has */
    Stores(Vertx vertx, Config config, MeterRegistry registry, Time time, RandomGenerator random, String node) {
        redis = config.redis() == null ? null : new RedisStores(vertx, config, registry, time, random, node);
        sessions = redis == null ? new MemorySessions(config.sessions(), time) : redis.sessions();
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
