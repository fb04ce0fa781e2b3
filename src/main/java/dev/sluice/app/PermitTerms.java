package dev.sluice.app;

import dev.sluice.admission.GradientLimit;
import dev.sluice.admission.PermitLimit;
import dev.sluice.admission.QueuePolicy;
import dev.sluice.admission.TierQueue;
import dev.sluice.model.QueueConfig;
import dev.sluice.model.QueueConfig.Terms;
import dev.sluice.model.Tier;
import dev.sluice.model.UpstreamConfig;
import java.util.EnumMap;
import java.util.Map;

/** An upstream's permits and their line, as its configuration says. */
final class PermitTerms {
    private PermitTerms() {}

    /** Of this node alone. */
    static PermitLimit limit(UpstreamConfig upstream) {
        QueueConfig.Adaptive adaptive = upstream.queue().adaptive();
        if (adaptive == null) return PermitLimit.fixed(upstream.permits());
        return new GradientLimit(adaptive.floor(), adaptive.ceiling());
    }

    static QueuePolicy policy(UpstreamConfig upstream) {
        Map<Tier, Terms> said = upstream.queue().tiers();
        if (said.isEmpty()) return QueuePolicy.usual(upstream.queueLength(), upstream.queueWait());
        Map<Tier, TierQueue> tiers = new EnumMap<>(Tier.class);
        said.forEach((tier, t) -> tiers.put(tier, new TierQueue(t.penalty(), t.quantum(), t.length(), t.longest())));
        return new QueuePolicy(upstream.queueLength(), tiers);
    }
}
