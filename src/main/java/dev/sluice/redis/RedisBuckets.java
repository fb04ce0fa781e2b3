package dev.sluice.redis;

import dev.sluice.admission.SharedBuckets;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Token buckets and places of concurrent requests, one hash for each account, by Redis's clock; each draw is one script. A key whose
 * value is not ours is named in the log, and its account goes by each node's own limits. Any thread.
 */
public final class RedisBuckets implements SharedBuckets {
    private static final Logger LOG = LoggerFactory.getLogger(RedisBuckets.class);
    private static final long LIFE_MILLIS = Duration.ofNanos(SLOTS_LIVE_NANOS).toMillis();
    private static final long MICRO = 1_000;

    /** To be {@linkplain RedisLink#prepare prepared}. */
    public static final Script DRAW = Script.named("draw");

    private final RedisLink link;
    private final String node;

    /** @param node no other node's, nor this one's in an earlier life */
    public RedisBuckets(RedisLink link, String node) {
        this.link = link;
        this.node = node;
    }

    @Override
    public boolean reachable() {
        return link.up();
    }

    @Override
    public void draw(Draw draw, Consumer<Drawn> told) {
        String key = link.keys().key("limit", RedisKeys.hidden(draw.account()));
        Amount requests = draw.requests();
        Amount tokens = draw.tokens();
        link.eval(
                        DRAW,
                        List.of(key),
                        node,
                        LIFE_MILLIS,
                        draw.rates().concurrent(),
                        draw.slots(),
                        draw.running(),
                        draw.rates().requests(),
                        requests.settled(),
                        requests.wanted(),
                        requests.ahead(),
                        draw.rates().tokens(),
                        tokens.settled(),
                        tokens.wanted(),
                        tokens.ahead())
                .onSuccess(reply -> told.accept(read(reply)))
                .onFailure(cause -> {
                    if (!(cause instanceof RedisAwayException)) LOG.warn("limits: key {}: {}", key, cause.getMessage());
                    told.accept(null);
                });
    }

    private static Drawn read(Response reply) {
        return new Drawn(
                reply.get(0).toLong(),
                reply.get(1).toLong(),
                reply.get(2).toInteger(),
                reply.get(3).toLong() * MICRO,
                reply.get(4).toLong() * MICRO);
    }
}
