package dev.sluice.channel;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * In what order and how fast the readers of a node leave it, so that the others are not overrun by those who come back. A crossing:
 * the connections of all loops draw their turns from it.
 *
 * <p>Each reader has a moment at which it is to come back, and these moments lie evenly, at least {@code 1 / rate} apart. Within the
 * window a reader is served here until its moment has come; whose moment lies beyond it is sent away at the window's end with so
 * much more {@code retry:}. Even spacing holds the limit in every second; random delays would do so only on average.
 */
public final class Departure {
    private final long windowEnd;
    private final long spacing;
    private final long baseMillis;
    private final AtomicLong next;

    /**
     * When one reader goes.
     *
     * @param waitMillis  it is served for so long
     * @param retryMillis and told to come back after so much more
     */
    record Turn(long waitMillis, long retryMillis) {}

    /**
     * @param nowNanos  of the clock that is asked at each turn
     * @param window    readers are served here for at most this
     * @param perSecond how many may come back in a second
     * @param base      the least that each is told to wait
     */
    public Departure(long nowNanos, Duration window, int perSecond, Duration base) {
        this.windowEnd = nowNanos + window.toNanos();
        this.spacing = 1_000_000_000L / perSecond;
        this.baseMillis = base.toMillis();
        this.next = new AtomicLong(nowNanos);
    }

    /** The next reader's turn. Any thread. */
    Turn turn(long nowNanos) {
        long moment = next.getAndUpdate(at -> Math.max(at, nowNanos) + spacing);
        return at(Math.max(moment, nowNanos), nowNanos);
    }

    /** The turn of a reader whose moment is known. */
    private Turn at(long moment, long nowNanos) {
        long leaves = Math.min(moment, Math.max(windowEnd, nowNanos));
        return new Turn(millis(leaves - nowNanos), baseMillis + millis(moment - leaves));
    }

    /** The same turn for one that cannot wait for it any longer. */
    Turn atOnce(Turn turn) {
        return new Turn(0, turn.retryMillis() + turn.waitMillis());
    }

    private static long millis(long nanos) {
        return (nanos + 999_999) / 1_000_000;
    }
}
