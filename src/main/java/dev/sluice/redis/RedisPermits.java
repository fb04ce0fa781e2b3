package dev.sluice.redis;

import dev.sluice.admission.PermitPool;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shares of an upstream's permits, one hash for each upstream, by Redis's clock; each claim is one script. Where Redis knows nothing
 * of the nodes, at the first start or after it lost everything, shares are handed out once all of them had the time to tell what
 * they hold: {@value #HOLD_OFF_MILLIS} ms. Any thread.
 */
public final class RedisPermits implements PermitPool {
    private static final Logger LOG = LoggerFactory.getLogger(RedisPermits.class);
    private static final long LIFE_MILLIS = Duration.ofNanos(SHARE_LIVES_NANOS).toMillis();
    static final long HOLD_OFF_MILLIS = 2_000;

    /** To be {@linkplain RedisLink#prepare prepared}. */
    public static final Script SHARE = Script.named("share");

    private final RedisLink link;
    private final String node;

    /** @param node no other node's, nor this one's in an earlier life */
    public RedisPermits(RedisLink link, String node) {
        this.link = link;
        this.node = node;
    }

    @Override
    public void claim(Claim claim, Consumer<Integer> told) {
        if (!link.up()) {
            told.accept(null);
            return;
        }
        String key = key(claim.upstream());
        link.eval(
                        SHARE,
                        List.of(key),
                        node,
                        claim.limit(),
                        claim.held(),
                        claim.inUse(),
                        claim.wanted(),
                        LIFE_MILLIS,
                        HOLD_OFF_MILLIS)
                .onSuccess(share -> told.accept(share.toInteger()))
                .onFailure(cause -> {
                    if (!(cause instanceof RedisAwayException))
                        LOG.warn("permits: key {}: {}", key, cause.getMessage());
                    told.accept(null);
                });
    }

    @Override
    public void leave(String upstream) {
        if (link.up()) link.eval(SHARE, List.of(key(upstream)), node, 0, 0, 0, 0, 0, 0);
    }

    private String key(String upstream) {
        return link.keys().key("permits", upstream);
    }
}
