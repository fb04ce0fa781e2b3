package dev.sluice.admission;

import dev.sluice.model.Tier;
import java.util.EnumMap;
import java.util.Map;

/**
 * What somebody may use.
 *
 * @param requests   a minute; 1 to 100 million
 * @param tokens     of prompts and answers together, a minute; 1 to 100 million
 * @param concurrent requests at the same time; 1 or more
 */
public record Rates(long requests, long tokens, int concurrent) {
    public Rates {
        check("requests", requests, Bucket.MOST);
        check("tokens", tokens, Bucket.MOST);
        check("concurrent", concurrent, Integer.MAX_VALUE);
    }

    /** What the tiers may use where the configuration says nothing else. */
    public static Map<Tier, Rates> usual() {
        Map<Tier, Rates> usual = new EnumMap<>(Tier.class);
        usual.put(Tier.FREE, new Rates(60, 50_000, 32));
        usual.put(Tier.PRO, new Rates(500, 500_000, 100));
        usual.put(Tier.ENTERPRISE, new Rates(5_000, 5_000_000, 1_000));
        return usual;
    }

    private static void check(String name, long got, long most) {
        if (got < 1 || got > most)
            throw new IllegalArgumentException(name + ": got " + got + ", expected 1 to " + most);
    }
}
