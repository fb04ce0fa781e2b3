package dev.sluice.admission;

import dev.sluice.model.Failure;
import dev.sluice.model.Principal;
import dev.sluice.model.Tier;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A semaphore whose line is ordered by virtual deadlines: better tiers first, no user before the others of its tier,
 * and nobody starves, because a deadline is fixed on arrival and time passes. Safe from any thread: it is one of the
 * few places where the loops meet.
 *
 * <p><b>State.</b> {@code inUse} permits are out, {@code lines} holds the tickets that wait; somebody waits only
 * while no permit is free. A permit that comes back while somebody waits goes straight on and is never free in
 * between, so nobody can overtake the order.
 *
 * <p><b>A ticket's life.</b> Granted at once; or refused at once, where its wait is foreseen to pass its limit; or it
 * waits, unless there is no place and it is the worst of all. Then it is granted when it is first in the order, shed
 * when a better one needs its place, told that its time is over if that is so when its turn comes, or it leaves.
 *
 * <p><b>Telling.</b> A transition changes the state under the guard and leaves what is to be told in the {@link
 * Outbox}; waiters are told outside the guard, by one thread at a time, in the order of the transitions. So a waiter
 * that releases from within {@code granted} does not recurse, however long the line is; and a ticket that was granted
 * on one thread may be told so on another, where it may already have tried to leave, and got false.
 *
 * <p>Every operation, {@link Ticket#place} included, takes O(log n).
 */
public final class FairPermits implements PermitQueue {
    private final ReentrantLock guard = new ReentrantLock();
    private final PermitLimit limit;
    private final QueuePolicy policy;
    private final int sparePercent;
    private final Refusals refusals;
    private final LongSupplier nanos;
    private final long epoch;
    private final Lines lines;
    private final Outlook outlook;
    private final Users users = new Users();
    private final Outbox outbox = new Outbox();
    private int inUse;
    private long tickets;

    /**
     * @param upstream name of the upstream, for messages
     * @param limit    how many permits there are; belongs to this queue from now on
     * @param policy   who waits, where and for how long
     * @param nanos    a monotonic clock
     */
    public FairPermits(String upstream, PermitLimit limit, QueuePolicy policy, LongSupplier nanos) {
        this(upstream, limit, policy, 100, nanos);
    }

    /** @param sparePercent of the permits there are, that may be out for a spare one to be granted; always at least one permit */
    public FairPermits(String upstream, PermitLimit limit, QueuePolicy policy, int sparePercent, LongSupplier nanos) {
        this.limit = limit;
        this.policy = policy;
        this.sparePercent = sparePercent;
        this.refusals = new Refusals(upstream);
        this.nanos = nanos;
        this.epoch = nanos.getAsLong();
        this.lines = new Lines(policy);
        this.outlook = new Outlook(policy);
    }

    @Override
    public Ticket acquire(Principal who, Duration patience, Waiter waiter) {
        return changing(() -> {
            long now = now();
            Waiting ticket = ticket(who, patience, waiter, now);
            if (inUse < limit.permits()) {
                outlook.arrived(ticket, now);
                users.add(ticket.user);
                grant(ticket, now);
            } else {
                queue(ticket, now);
            }
            return ticket;
        });
    }

    @Override
    public Ticket acquireSpare(Waiter waiter) {
        change(() -> {
            if (spares() > 0) {
                Permit permit = hold(null, now());
                outbox.add(() -> waiter.granted(permit));
            } else outbox.add(() -> waiter.shed(refusals.noSpare()));
        });
        return Ticket.TOLD;
    }

    @Override
    public int spare() {
        return look(this::spares);
    }

    private int spares() {
        if (lines.size() > 0) return 0;
        long share = Math.max(1, (long) limit.permits() * sparePercent / 100);
        return (int) Math.max(0, Math.min(share, limit.permits()) - inUse);
    }

    private Waiting ticket(Principal who, Duration patience, Waiter waiter, long now) {
        Users.User user = users.of(who);
        TierQueue terms = policy.of(who.tier());
        long deadline = now
                + terms.penalty().toNanos()
                + user.outstanding() * terms.quantum().toNanos();
        Duration wait = patience == null || patience.compareTo(terms.longest()) > 0 ? terms.longest() : patience;
        return new Waiting(this, waiter, who.tier(), user, now, deadline, Math.max(0, wait.toNanos()), tickets++);
    }

    /** Puts the ticket in line, or refuses it, or lets another go for it. Under the guard. */
    private void queue(Waiting ticket, long now) {
        long wait = waitNanos(ticket, lines.ahead(ticket) + 1, now);
        long most = Math.min(ticket.limit, policy.of(ticket.tier).foreseenNanos());
        if (most == 0 || wait > most) {
            shed(ticket, refusals.tooLong(wait, most, againNanos(wait, lines.ahead(ticket) + 1, now)));
            return;
        }
        Waiting victim = lines.victim(ticket);
        if (victim != ticket) {
            outlook.arrived(ticket, now);
            users.add(ticket.user);
            lines.add(ticket);
        }
        if (victim == null) return;
        int turns = lines.ahead(victim) + 1;
        long again = againNanos(victim == ticket ? wait : waitNanos(victim, turns, now), turns, now);
        if (victim != ticket) drop(victim);
        shed(victim, refusals.full(again));
    }

    /** Hands out what is free, in order. Under the guard. */
    private void handOn(long now) {
        while (inUse < limit.permits()) {
            Waiting next = lines.first();
            if (next == null) return;
            lines.remove(next);
            if (!next.expired(now)) {
                grant(next, now);
                continue;
            }
            users.remove(next.user);
            shed(next, refusals.timeout(next.limit));
        }
    }

    /** Under the guard; the ticket counts among its user's already, and is in no line. */
    private void grant(Waiting ticket, long now) {
        Permit permit = hold(ticket.user, now);
        outbox.add(() -> ticket.waiter.granted(permit));
    }

    private Permit hold(Users.User user, long now) {
        inUse++;
        if (inUse == limit.permits()) outlook.exhausted(now);
        return new Held(user, now);
    }

    private void shed(Waiting ticket, Failure failure) {
        outbox.add(() -> ticket.waiter.shed(failure));
    }

    private void drop(Waiting ticket) {
        lines.remove(ticket);
        users.remove(ticket.user);
    }

    private long waitNanos(Waiting ticket, int turns, long now) {
        return outlook.waitNanos(ticket, turns, limit.permits(), now);
    }

    private long againNanos(long wait, int turns, long now) {
        return outlook.againNanos(wait, turns, limit.permits(), now);
    }

    Place place(Waiting ticket) {
        return look(() -> {
            if (!ticket.inLine()) return Place.NONE;
            int position = lines.ahead(ticket) + 1;
            long wait = waitNanos(ticket, position, now());
            return new Place(position, wait < 0 ? -1 : Refusals.millis(wait));
        });
    }

    boolean leave(Waiting ticket) {
        return look(() -> {
            if (!ticket.inLine()) return false;
            drop(ticket);
            return true;
        });
    }

    @Override
    public int inUse() {
        return look(() -> inUse);
    }

    @Override
    public int limit() {
        return look(() -> limit.permits());
    }

    @Override
    public int waiting() {
        return look(() -> lines.size());
    }

    @Override
    public int waiting(Tier tier) {
        return look(() -> lines.size(tier));
    }

    /** Changes the limit from outside, and hands out what there is more of. */
    public void adapt(Consumer<PermitLimit> by) {
        change(() -> by.andThen(limit -> handOn(now())).accept(limit));
    }

    private void change(Runnable transition) {
        changing(() -> {
            transition.run();
            return null;
        });
    }

    private <T> T changing(Supplier<T> transition) {
        T result = look(transition);
        outbox.tell();
        return result;
    }

    /** Users who wait or hold a permit. */
    int users() {
        return look(() -> users.size());
    }

    private <T> T look(Supplier<T> state) {
        guard.lock();
        try {
            return state.get();
        } finally {
            guard.unlock();
        }
    }

    /** Counted from the queue's beginning, so that sums of times stay far from overflow. */
    private long now() {
        return nanos.getAsLong() - epoch;
    }

    private final class Held implements Permit {
        /** Null of a spare one. */
        private final Users.User user;

        private final long since;
        private boolean released;

        Held(Users.User user, long since) {
            this.user = user;
            this.since = since;
        }

        @Override
        public void release(Outcome outcome, Duration firstToken) {
            change(() -> {
                if (released) return;
                released = true;
                long now = now();
                outlook.returned(now - since, now);
                limit.returned(outcome, firstToken == null ? -1 : firstToken.toNanos(), inUse, now);
                inUse--;
                if (user != null) users.remove(user);
                handOn(now);
            });
        }
    }
}
