package dev.sluice.ops.stats;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a histogram saw within the last minute, from looks at it that are a second apart. Quantiles are those of Prometheus'
 * {@code histogram_quantile}: linear within a bucket, and the last finite bound where they lie beyond it. Belongs to the sampler.
 */
final class Minute {
    static final int SECONDS = 60;

    private final ArrayDeque<TreeMap<Double, Double>> looks = new ArrayDeque<>();

    void look(TreeMap<Double, Double> buckets) {
        looks.addLast(buckets);
        if (looks.size() > SECONDS + 1) looks.removeFirst();
    }

    /** How many there were. */
    double count() {
        return total(looks.getLast()) - total(looks.getFirst());
    }

    /**
     * In seconds; -1 where there were none.
     *
     * @param part 0 to 1
     */
    double quantile(double part) {
        TreeMap<Double, Double> last = looks.getLast();
        TreeMap<Double, Double> first = looks.getFirst();
        double count = count();
        if (count <= 0) return -1;
        double rank = part * count;
        double from = 0;
        double below = 0;
        for (Map.Entry<Double, Double> bucket : last.entrySet()) {
            double to = bucket.getKey();
            double seen = bucket.getValue() - first.getOrDefault(to, 0.0);
            if (seen >= rank) {
                if (Double.isInfinite(to)) return from;
                return seen == below ? to : from + (to - from) * (rank - below) / (seen - below);
            }
            from = to;
            below = seen;
        }
        return from;
    }

    private static double total(TreeMap<Double, Double> buckets) {
        return buckets.isEmpty() ? 0 : buckets.lastEntry().getValue();
    }
}
