package dev.sluice.admission;

import java.time.Duration;

/**
 * A tier's terms in the permit queue. A ticket's virtual deadline is its arrival + {@code penalty} + its user's
 * outstanding tickets x {@code quantum}.
 *
 * @param penalty head start that a tier without penalty has over this one; zero to a day. A ticket that has waited
 *     this long goes before anybody who comes from then on
 * @param quantum how much later each further ticket of the same user is due; zero to a minute. Its inverse is the
 *     rate that one user can take from the tier while others wait
 * @param length  tickets of the tier that may wait
 * @param longest longest wait; a little more than the penalty lets the tier through when better ones fill the
 *     upstream, and by that little the better ones may have to wait
 */
public record TierQueue(Duration penalty, Duration quantum, int length, Duration longest) {
    private static final Duration MOST_QUANTUM = Duration.ofMinutes(1);

    public TierQueue {
        check("penalty", penalty, QueuePolicy.MOST_WAIT);
        check("quantum", quantum, MOST_QUANTUM);
        check("longest", longest, QueuePolicy.MOST_WAIT);
        if (length < 0) throw new IllegalArgumentException("length: got " + length + ", expected 0 or more");
    }

    /**
     * The longest foreseen wait with which a ticket is let in: seven eighths of the longest there is. The rest is for
     * the forecast's error; without it half of those let in last would wait in vain, and the line would always be as
     * old as it may be, so that its head was always due.
     */
    long foreseenNanos() {
        return longest.toNanos() / 8 * 7;
    }

    /** The bounds keep every deadline within a long of nanoseconds, so that their order needs no care for overflow. */
    private static void check(String name, Duration got, Duration most) {
        if (got.isNegative() || got.compareTo(most) > 0)
            throw new IllegalArgumentException(name + ": got " + got + ", expected zero to " + most);
    }
}
