package dev.sluice.app.config;

import dev.sluice.admission.Rates;
import dev.sluice.model.LimitsConfig;
import dev.sluice.model.LimitsConfig.Quota;
import dev.sluice.model.Tier;
import java.util.EnumMap;
import java.util.Map;

/** {@code limits}: what the users of each tier may use; and the same of one API key. */
final class QuotaSections {
    private static final int MOST = 100_000_000;
    private static final int MILLION = 1_000_000;

    private QuotaSections() {}

    /** Where the section is not written, there are no limits; where it is, a tier that is not has the usual ones. */
    static LimitsConfig limits(Section s) {
        boolean enabled = s.flag("enabled", !s.empty());
        int answer = s.integer("answer_tokens", 1000, 0, MILLION);
        Map<Tier, Quota> tiers = new EnumMap<>(Tier.class);
        Map<Tier, Rates> usual = Rates.usual();
        for (Tier tier : Tier.values()) {
            Section t = s.section(tier.wire());
            Rates rates = usual.get(tier);
            Quota quota = quota(t, (int) rates.requests(), (int) rates.tokens(), rates.concurrent());
            if (!t.flag("off", false)) tiers.put(tier, quota);
            t.end();
        }
        s.end();
        return new LimitsConfig(enabled, tiers, answer);
    }

    /** Null where the key has none. What is not written of them is not limited. */
    static Quota ofKey(Section s) {
        Quota quota = s.empty() ? null : quota(s, MOST, MOST, MILLION);
        s.end();
        return quota;
    }

    private static Quota quota(Section s, int requests, int tokens, int concurrent) {
        return new Quota(
                s.integer("requests", requests, 1, MOST),
                s.integer("tokens", tokens, 1, MOST),
                s.integer("concurrent", concurrent, 1, MILLION));
    }
}
