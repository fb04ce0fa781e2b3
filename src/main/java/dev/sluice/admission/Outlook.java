package dev.sluice.admission;

/**
 * When a ticket's turn will come, as far as one can tell: from how fast permits come back, from who will still overtake it, and from
 * how much of the time until the next permit is over. Guarded by its queue.
 */
final class Outlook {
    private final Forecast forecast;
    private final DrainRate rate = new DrainRate();
    /** When a permit last came back, or the last free one went out: the next is expected from here. */
    private long turned;

    Outlook(QueuePolicy policy) {
        forecast = new Forecast(policy);
    }

    /** A ticket that is not refused; not counted among its user's yet. */
    void arrived(Waiting ticket, long now) {
        forecast.arrived(ticket.tier, ticket.user.outstanding(), now);
    }

    /** The last free permit went out. */
    void exhausted(long now) {
        turned = now;
    }

    /** A permit came back. */
    void returned(long heldNanos, long now) {
        rate.returned(heldNanos);
        turned = now;
    }

    /**
     * Until this many permits will have come back and those who overtake are served; -1 where nothing was measured yet.
     *
     * @param permits how many there are
     */
    long waitNanos(Waiting ticket, int turns, int permits, long now) {
        if (!rate.measured()) return -1;
        double interval = rate.intervalNanos(permits);
        // Part of the first interval is over. Only part: one that lasts longer than usual says nothing about its end.
        long begun = (long) Math.min(interval, now - turned);
        return Math.max(0, forecast.waitNanos(turns, ticket.deadline, interval, now) - begun);
    }

    /**
     * When it is worth coming again. Where no permit has come back yet, all that is known is for how long they have been out; to expect
     * as much again is the best that can be made of it (of whatever lasts, half is over, on average), and late rather than early.
     *
     * @param wait as {@link #waitNanos} foresees it for so many turns
     */
    long againNanos(long wait, int turns, int permits, long now) {
        if (wait >= 0) return wait;
        return (long) ((double) turns * 2 * (now - turned) / permits);
    }
}
