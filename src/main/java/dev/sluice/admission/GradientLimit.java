package dev.sluice.admission;

import dev.sluice.admission.PermitQueue.Outcome;

/**
 * Finds how many permits an upstream can bear: as long as the time to the first token stays what it was, there are
 * more of them; when it grows, the upstream has begun to queue, and there are fewer. The total time would not do,
 * since it depends on the length of the answer.
 *
 * <p>The algorithm is Gradient2 of Netflix's concurrency-limits, taken in windows of at least a second and ten answers:
 *
 * <pre>
 * gradient = max(0.5, min(1, long / short))          short: mean of the window, long: mean of about 600 windows
 * limit    = 0.8 x limit + 0.2 x (limit x gradient + sqrt(limit))
 * </pre>
 *
 * Not while less than half of the permits were in use, since then nothing was tried. Differently from the original,
 * answers that were dropped count: their share of the window pulls the gradient down, by half where all were; an
 * upstream that refuses quickly would look fast otherwise. Guarded by its queue.
 */
public final class GradientLimit implements PermitLimit {
    private static final long WINDOW_NANOS = 1_000_000_000L;
    private static final int WINDOW_ANSWERS = 10;
    private static final int LONG_WINDOWS = 600;
    /** Until so many windows have passed, the long mean is the plain mean of them. */
    private static final int WARM_UP = 10;

    private static final double SMOOTHING = 0.2;
    private static final double LOWEST_GRADIENT = 0.5;
    /**
     * When the short mean falls to less than half of the long one, a spell of load is over, and the long one lets go.
     */
    private static final double DRIFT = 2;

    private static final double LETTING_GO = 0.9;

    private final int floor;
    private final int ceiling;
    private double limit;
    private double longMean;
    private int windows;

    private boolean open;
    private long openedAt;
    private double sum;
    private int answers;
    private int dropped;
    private int most;

    /**
     * Begins at the floor.
     *
     * @param floor   at least 1
     * @param ceiling at least the floor
     */
    public GradientLimit(int floor, int ceiling) {
        if (floor < 1) throw new IllegalArgumentException("floor: got " + floor + ", expected 1 or more");
        if (ceiling < floor)
            throw new IllegalArgumentException("ceiling: got " + ceiling + ", expected " + floor + " or more");
        this.floor = floor;
        this.ceiling = ceiling;
        this.limit = floor;
    }

    @Override
    public int permits() {
        return (int) limit;
    }

    @Override
    public void returned(Outcome outcome, long firstTokenNanos, int inUse, long now) {
        if (outcome == Outcome.DROPPED) {
            dropped++;
        } else if (outcome == Outcome.SUCCESS && firstTokenNanos >= 0) {
            sum += firstTokenNanos;
            answers++;
        } else {
            return;
        }
        if (!open) {
            open = true;
            openedAt = now;
        }
        most = Math.max(most, inUse);
        if (now - openedAt < WINDOW_NANOS || answers + dropped < WINDOW_ANSWERS) return;
        adapt();
        open = false;
        sum = 0;
        answers = 0;
        dropped = 0;
        most = 0;
    }

    private void adapt() {
        double gradient = answers == 0 ? 1 : latencyGradient(Math.max(1, sum / answers));
        if (most < limit / 2) return;
        gradient *= 1 - LOWEST_GRADIENT * dropped / (answers + dropped);
        double next = limit * Math.max(LOWEST_GRADIENT, gradient);
        // A window of nothing but failures is no reason to try more.
        if (answers > 0) next += Math.sqrt(limit);
        limit = Math.max(floor, Math.min(ceiling, limit * (1 - SMOOTHING) + next * SMOOTHING));
    }

    private double latencyGradient(double shortMean) {
        if (windows < WARM_UP) {
            windows++;
            longMean += (shortMean - longMean) / windows;
        } else {
            longMean += (shortMean - longMean) * 2 / (LONG_WINDOWS + 1);
        }
        double gradient = longMean / shortMean;
        if (gradient > DRIFT) longMean *= LETTING_GO;
        return Math.max(LOWEST_GRADIENT, Math.min(1, gradient));
    }
}
