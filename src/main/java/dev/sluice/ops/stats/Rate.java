package dev.sluice.ops.stats;

/** How fast a counter grows, from one look to the next. Belongs to the sampler. */
final class Rate {
    private double count = Double.NaN;
    private long atMillis;

    /** A second; 0 at the first look, and where the counter began anew. */
    double look(double now, long nowMillis) {
        double rate = count <= now && nowMillis > atMillis ? (now - count) * 1000 / (nowMillis - atMillis) : 0;
        count = now;
        atMillis = nowMillis;
        return rate;
    }
}
