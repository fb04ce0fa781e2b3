package dev.sluice.admission;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Shares of one upstream's permits as a naive pool in this process, which does in one claim what the store's script has to do. Claims
 * are on their way for a while, and so are answers; from a node that is cut off neither arrives.
 */
final class PooledPermits {
    private static final class Kept {
        int permits;
        int wanted;
        long till;
    }

    private record Late(long at, Runnable event) {}

    private final Random random;
    private final long latest;
    private final Map<String, Kept> kept = new TreeMap<>();
    private final List<Late> underway = new ArrayList<>();
    private long claimedAt = Long.MIN_VALUE;
    final Set<String> cut = new HashSet<>();
    final Map<String, Integer> claims = new HashMap<>();
    long now;
    boolean away;

    /** @param latest longest time of a claim or an answer on its way, in nanoseconds, at least 1 */
    PooledPermits(Random random, long latest) {
        this.random = random;
        this.latest = latest;
    }

    /** The pool as one node sees it. */
    PermitPool of(String node) {
        return new PermitPool() {
            @Override
            public void claim(Claim claim, Consumer<Integer> told) {
                claims.merge(node, 1, Integer::sum);
                later(() -> {
                    Integer share = gone(node) ? null : share(node, claim);
                    later(() -> told.accept(gone(node) ? null : share));
                });
            }

            @Override
            public void leave(String upstream) {
                kept.remove(node);
            }
        };
    }

    private boolean gone(String node) {
        return away || cut.contains(node);
    }

    private void later(Runnable event) {
        underway.add(new Late(now + 1 + random.nextLong(latest), event));
    }

    /** Time passes; what is on its way comes when it is due. */
    void pass(long nanos) {
        long end = now + nanos;
        while (true) {
            Late next = null;
            for (Late each : underway) if (each.at <= end && (next == null || each.at < next.at)) next = each;
            if (next == null) break;
            underway.remove(next);
            now = Math.max(now, next.at);
            next.event.run();
        }
        now = end;
    }

    private int share(String node, PermitPool.Claim claim) {
        boolean silent = claimedAt != Long.MIN_VALUE && now - claimedAt > PermitPool.SHARE_LIVES_NANOS / 4;
        claimedAt = now;
        if (silent) for (Kept each : kept.values()) each.till = now + PermitPool.SHARE_LIVES_NANOS;
        kept.values().removeIf(each -> each.till <= now);
        Kept mine = kept.computeIfAbsent(node, n -> new Kept());
        mine.wanted = claim.wanted();
        mine.till = now + PermitPool.SHARE_LIVES_NANOS;
        int others = kept.values().stream().mapToInt(k -> k.permits).sum() - mine.permits;
        int most = Math.max(0, claim.limit() - others);
        int share = Math.min(silent ? claim.held() : fair(mine, claim.limit()), most);
        mine.permits = Math.max(share, Math.max(claim.held(), claim.inUse()));
        return share;
    }

    /** Permits go one by one to whoever has the fewest of those that want more; the rest to all alike. */
    private int fair(Kept whose, int limit) {
        Map<Kept, Integer> given = new HashMap<>();
        for (Kept each : kept.values()) given.put(each, 0);
        int left = limit;
        while (left > 0) {
            Kept next = null;
            for (Kept each : kept.values())
                if (given.get(each) < Math.max(1, each.wanted) && (next == null || given.get(each) < given.get(next)))
                    next = each;
            if (next == null) break;
            given.merge(next, 1, Integer::sum);
            left--;
        }
        return given.get(whose) + left / kept.size();
    }
}
