package dev.sluice.admission;

import dev.sluice.admission.SharedBuckets.Draw;
import dev.sluice.admission.SharedBuckets.Drawn;
import dev.sluice.model.Principal;
import dev.sluice.model.Tier;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Limits that several nodes hold together. What a request needs is drawn from the shared buckets before it is used, so the nodes
 * cannot overspend together what one of them could not; and what is drawn ahead makes most requests of a hot account cost no call.
 * Requests that wait for a draw share the next one. Safe from any thread.
 *
 * <p>While the buckets cannot be reached, each node goes by limits of its own, of the full height: better too much is served for a
 * while than nothing.
 */
public final class LookAhead implements RateLimits {
    /** How often {@link #tick} is to be called, in milliseconds. */
    public static final long TICK_MILLIS = 250;

    private static final int MOST_ROUNDS = 3;
    private static final Duration SOON = Duration.ofMillis(100);

    private final ReentrantLock guard = new ReentrantLock();
    private final Map<Tier, Rates> tiers;
    private final SharedBuckets buckets;
    private final Limits alone;
    private final LongSupplier nanos;
    private final long epoch;
    private final Map<String, SharedAccount> accounts = new HashMap<>();
    private final Outbox outbox = new Outbox();

    /**
     * @param tiers what a user of each tier may use; every tier
     * @param nanos a monotonic clock
     */
    public LookAhead(Map<Tier, Rates> tiers, SharedBuckets buckets, LongSupplier nanos) {
        this.tiers = new EnumMap<>(tiers);
        this.buckets = buckets;
        this.alone = new Limits(tiers, nanos);
        this.nanos = nanos;
        this.epoch = nanos.getAsLong();
    }

    @Override
    public void reserve(Principal who, Allowance key, Estimate estimate, Consumer<Admission> told) {
        if (!buckets.reachable()) {
            alone.reserve(who, key, estimate, told);
            return;
        }
        guard.lock();
        try {
            SharedAccount user = account(userName(who), tiers.get(who.tier()));
            SharedAccount of = key == null ? null : account("key\n" + key.id(), key.rates());
            decide(new PendingReservation(user, of, who, key, estimate, told), false);
        } finally {
            guard.unlock();
        }
        outbox.tell();
    }

    @Override
    public void tiers(Map<Tier, Rates> rates) {
        alone.tiers(rates);
        guard.lock();
        try {
            tiers.putAll(rates);
        } finally {
            guard.unlock();
        }
    }

    /** Admits, refuses, or waits for a draw. Under the guard. */
    private void decide(PendingReservation pending, boolean waited) {
        long now = now();
        boolean user = has(pending.user, pending, waited);
        boolean key = has(pending.key, pending, waited);
        if (user && key) {
            begin(pending);
            return;
        }
        Admission.Refusal refusal = user ? null : refuse(pending.user, pending, waited, now);
        if (refusal == null && !key) refusal = refuse(pending.key, pending, waited, now);
        if (refusal != null) {
            Admission.Refusal no = refusal;
            outbox.add(() -> pending.told().accept(no));
            return;
        }
        if (!user) pending.await(pending.user);
        if (!key) pending.await(pending.key);
        // Whose turn it is now is told first; one that waits again is part of the draw that follows.
        if (!user && !pending.user.telling()) draw(pending.user, false);
        if (!key && !pending.key.telling()) draw(pending.key, false);
    }

    /** Those without limits of their own are in no bucket. */
    private static boolean has(SharedAccount account, PendingReservation pending, boolean waited) {
        return account == null || account.has(pending.estimate(), waited);
    }

    private Admission.Refusal refuse(SharedAccount account, PendingReservation pending, boolean waited, long now) {
        RateState state = state(pending, now);
        Admission.Refusal refusal = account.refuse(pending.estimate(), state, now);
        if (refusal != null && (waited || refusal.retryAfter() == null || account.fresh(now))) return refusal;
        if (pending.rounds() < MOST_ROUNDS) return null;
        // The others are quicker, time and again.
        return refusal != null
                ? refusal
                : Admission.Refusal.later(
                        Admission.Limit.TOKENS, account.rates().tokens(), SOON.toNanos(), state);
    }

    private void begin(PendingReservation pending) {
        if (pending.user != null) pending.user.begin(pending.estimate());
        if (pending.key != null) pending.key.begin(pending.estimate());
        Admission yes = new SharedReservation(this, pending, state(pending, now()));
        outbox.add(() -> pending.told().accept(yes));
    }

    private RateState state(PendingReservation pending, long now) {
        if (pending.user == null) return pending.key.state(now);
        RateState user = pending.user.state(now);
        return pending.key == null ? user : user.orTighter(pending.key.state(now));
    }

    /** Under the guard. */
    private void draw(SharedAccount account, boolean tick) {
        Draw draw = account.next(tick, now());
        if (draw != null) outbox.add(() -> buckets.draw(draw, drawn -> drawn(account, drawn)));
    }

    private void drawn(SharedAccount account, Drawn drawn) {
        guard.lock();
        try {
            List<PendingReservation> turns = account.drawn(drawn, now());
            for (PendingReservation each : turns) if (each.drawn()) served(each, drawn != null);
            account.served();
            draw(account, false);
        } finally {
            guard.unlock();
        }
        outbox.tell();
    }

    private void served(PendingReservation pending, boolean reached) {
        if (reached) decide(pending, true);
        else outbox.add(() -> pending.fallBack(alone));
    }

    void settle(SharedReservation reservation, long actual) {
        guard.lock();
        try {
            if (reservation.settled) return;
            reservation.settled = true;
            PendingReservation of = reservation.of;
            if (of.user != null) of.user.end(of.estimate(), actual);
            if (of.key != null) of.key.end(of.estimate(), actual);
        } finally {
            guard.unlock();
        }
    }

    /** Gives back what is not needed, pays debts, renews places. Every {@link #TICK_MILLIS}, from one thread at a time. */
    public void tick() {
        if (!buckets.reachable()) return;
        guard.lock();
        try {
            accounts.values().removeIf(SharedAccount::idle);
            for (SharedAccount account : accounts.values()) draw(account, true);
        } finally {
            guard.unlock();
        }
        outbox.tell();
    }

    @Override
    public RateState state(Principal who, Allowance key) {
        if (!buckets.reachable()) return alone.state(who, key);
        guard.lock();
        try {
            long now = now();
            RateState user = state(userName(who), tiers.get(who.tier()), now);
            return key == null ? user : user.orTighter(state("key\n" + key.id(), key.rates(), now));
        } finally {
            guard.unlock();
        }
    }

    private RateState state(String name, Rates rates, long now) {
        SharedAccount known = accounts.get(name);
        return (known == null ? new SharedAccount(name, rates) : known).state(now);
    }

    @Override
    public int accounts() {
        guard.lock();
        try {
            return accounts.size() + alone.accounts();
        } finally {
            guard.unlock();
        }
    }

    /** Null where the rates limit nothing. */
    private SharedAccount account(String name, Rates rates) {
        if (rates.requests() >= Bucket.MOST && rates.tokens() >= Bucket.MOST) return null;
        SharedAccount account = accounts.computeIfAbsent(name, n -> new SharedAccount(n, rates));
        account.rates(rates);
        return account;
    }

    /** With the tier, as in {@link Limits}. */
    private static String userName(Principal who) {
        return "user\n" + who.tier().wire() + "\n" + who.tenant() + "\n" + who.user();
    }

    /** Counted from the beginning, so that sums of times stay far from overflow. */
    private long now() {
        return nanos.getAsLong() - epoch;
    }
}
