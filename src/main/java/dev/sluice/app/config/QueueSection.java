package dev.sluice.app.config;

import dev.sluice.admission.QueuePolicy;
import dev.sluice.admission.TierQueue;
import dev.sluice.model.QueueConfig;
import dev.sluice.model.QueueConfig.Adaptive;
import dev.sluice.model.QueueConfig.Terms;
import dev.sluice.model.Tier;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** {@code queue} and {@code adaptive} of an upstream: who waits for its permits, for how long, and how many there are. */
final class QueueSection {
    private static final int MILLION = 1_000_000;
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);
    private static final Duration LONGEST_QUANTUM = Duration.ofMinutes(1);

    private QueueSection() {}

    /** What is not written of a tier follows from the upstream's own length and wait. */
    static QueueConfig read(Section upstream, int permits, int length, Duration wait) {
        QueuePolicy usual = QueuePolicy.usual(length, wait);
        Section s = upstream.section("queue");
        Map<Tier, Terms> tiers = new EnumMap<>(Tier.class);
        for (Tier tier : Tier.values())
            tiers.put(tier, terms(s.section(tier.wire()), usual.tiers().get(tier), length));
        boolean shared = s.flag("shared", false);
        s.end();
        return new QueueConfig(tiers, adaptive(upstream.section("adaptive"), permits), shared);
    }

    private static Terms terms(Section s, TierQueue usual, int length) {
        Terms terms = new Terms(
                s.duration("penalty", usual.penalty(), Duration.ZERO, LONGEST_WAIT),
                s.duration("quantum", usual.quantum(), Duration.ZERO, LONGEST_QUANTUM),
                s.integer("length", usual.length(), 0, length),
                s.duration("wait", usual.longest(), Duration.ZERO, LONGEST_WAIT));
        s.end();
        return terms;
    }

    private static Adaptive adaptive(Section s, int permits) {
        int floor = s.integer("floor", 0, 1, MILLION);
        int ceiling = s.integer("ceiling", 0, 1, MILLION);
        s.end();
        if (floor == 0 && ceiling == 0) return null;
        int from = floor == 0 ? 1 : floor;
        int to = ceiling == 0 ? Math.max(from, permits) : ceiling;
        if (from > to) s.fault("floor", Integer.toString(from), "at most ceiling, which is " + to);
        return new Adaptive(from, to);
    }
}
