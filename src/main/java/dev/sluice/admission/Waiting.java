package dev.sluice.admission;

import dev.sluice.model.Tier;
import java.time.Duration;

/**
 * One ticket: what it is owed, and its knot in the {@link Line} of its tier. Everything that can change belongs to
 * the queue's guard. Times are nanoseconds of the queue's clock.
 */
final class Waiting implements PermitQueue.Ticket, Comparable<Waiting> {
    private final FairPermits queue;
    final PermitQueue.Waiter waiter;
    final Tier tier;
    final Users.User user;
    final long arrival;
    /** The key of the order; never moves, so that nobody starves. */
    final long deadline;
    /** Longest wait. */
    final long limit;

    private final long sequence;
    /** Random-looking, and the same in every run: shapes the tree of the line. */
    final long rank;

    Waiting before;
    Waiting after;
    /** Knots of the subtree under this one, itself included; 0 while it is in no line. */
    int size;

    Waiting(
            FairPermits queue,
            PermitQueue.Waiter waiter,
            Tier tier,
            Users.User user,
            long arrival,
            long deadline,
            long limit,
            long sequence) {
        this.queue = queue;
        this.waiter = waiter;
        this.tier = tier;
        this.user = user;
        this.arrival = arrival;
        this.deadline = deadline;
        this.limit = limit;
        this.sequence = sequence;
        this.rank = mix(sequence);
    }

    boolean inLine() {
        return size > 0;
    }

    boolean expired(long now) {
        return now - arrival >= limit;
    }

    /** By deadline, then by arrival. Never 0 for two tickets of one queue. */
    @Override
    public int compareTo(Waiting other) {
        int byDeadline = Long.compare(deadline, other.deadline);
        return byDeadline != 0 ? byDeadline : Long.compare(sequence, other.sequence);
    }

    @Override
    public PermitQueue.Place place() {
        return queue.place(this);
    }

    @Override
    public Duration waitLimit() {
        return Duration.ofNanos(limit);
    }

    @Override
    public boolean leave() {
        return queue.leave(this);
    }

    /** The finaliser of SplitMix64 (Steele, Lea, Flood, 2014): consecutive numbers come out unrelated. */
    private static long mix(long z) {
        long x = z * 0x9E3779B97F4A7C15L;
        x = (x ^ x >>> 30) * 0xBF58476D1CE4E5B9L;
        x = (x ^ x >>> 27) * 0x94D049BB133111EBL;
        return x ^ x >>> 31;
    }
}
