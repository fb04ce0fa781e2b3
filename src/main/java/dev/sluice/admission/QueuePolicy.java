package dev.sluice.admission;

import dev.sluice.model.Tier;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * The terms of one upstream's permit queue.
 *
 * @param length tickets that may wait, of all tiers together; 0 to a million, with 0 nobody waits
 * @param tiers  the terms of every tier
 */
public record QueuePolicy(int length, Map<Tier, TierQueue> tiers) {
    static final Duration MOST_WAIT = Duration.ofDays(1);
    private static final int MOST = 1_000_000;

    public QueuePolicy {
        if (length < 0 || length > MOST)
            throw new IllegalArgumentException("length: got " + length + ", expected 0 to " + MOST);
        for (Tier tier : Tier.values())
            if (!tiers.containsKey(tier)) throw new IllegalArgumentException("tiers: " + tier.wire() + " is missing");
        tiers = new EnumMap<>(tiers);
    }

    /**
     * The usual terms: enterprise goes first; pro yields to it for 3 % of the longest wait, free for 98 %. So while
     * the paying tiers alone fit into the upstream, they wait a small part of what free does, however long free's
     * line is. Where they do not fit, free gets in only while their own line is shorter than the last 2 %; to give it
     * more, let it wait longer, or lower its penalty.
     *
     * @param length  tickets that may wait; any tier may take all places, and loses them to better tickets
     * @param longest wait of every tier at most; more than a day counts as a day
     */
    public static QueuePolicy usual(int length, Duration longest) {
        Duration wait = longest.compareTo(MOST_WAIT) > 0 ? MOST_WAIT : longest;
        return new QueuePolicy(
                length,
                Map.of(
                        Tier.FREE,
                        new TierQueue(wait.multipliedBy(98).dividedBy(100), Duration.ofSeconds(2), length, wait),
                        Tier.PRO,
                        new TierQueue(wait.multipliedBy(3).dividedBy(100), Duration.ofMillis(250), length, wait),
                        Tier.ENTERPRISE,
                        new TierQueue(Duration.ZERO, Duration.ofMillis(100), length, wait)));
    }

    TierQueue of(Tier tier) {
        return tiers.get(tier);
    }
}
