package dev.sluice.admission;

import dev.sluice.model.Principal;
import dev.sluice.model.Tier;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What users and API keys may use: requests and tokens a minute, and requests at the same time. Safe from any thread.
 *
 * <p>An estimate is reserved before a request goes out, and the truth settled after it: so concurrent requests cannot
 * overspend together what each of them could have spent alone. All accounts that a request is charged to admit it, or
 * none is charged.
 */
public final class Limits implements RateLimits {
    private final ReentrantLock guard = new ReentrantLock();
    private final Map<Tier, Rates> tiers;
    private final LongSupplier nanos;
    private final long epoch;
    private final Accounts<User> users = new Accounts<>();
    private final Accounts<String> keys = new Accounts<>();

    /**
     * With the tier: somebody who is known under two has an account in each, or changing over would wipe the slate
     * clean.
     */
    private record User(String tenant, String user, Tier tier) {}

    /**
     * @param tiers what a user of each tier may use; every tier
     * @param nanos a monotonic clock
     */
    public Limits(Map<Tier, Rates> tiers, LongSupplier nanos) {
        for (Tier tier : Tier.values())
            if (!tiers.containsKey(tier)) throw new IllegalArgumentException("tiers: " + tier.wire() + " is missing");
        this.tiers = new EnumMap<>(tiers);
        this.nanos = nanos;
        this.epoch = nanos.getAsLong();
    }

    /**
     * Admits a request and charges the estimate, or says why not.
     *
     * @param key limits of the API key that was used, or null
     */
    public Admission reserve(Principal who, Allowance key, Estimate estimate) {
        guard.lock();
        try {
            long now = now();
            Account user = users.of(owner(who), tiers.get(who.tier()), now);
            Account of = key == null ? null : keys.of(key.id(), key.rates(), now);
            Admission.Refusal refusal = user.refuse(estimate, state(user, of, now), now);
            if (refusal == null && of != null) refusal = of.refuse(estimate, state(user, of, now), now);
            if (refusal != null) return refusal;
            user.begin(user.charge(estimate), now);
            if (of != null) of.begin(of.charge(estimate), now);
            return new LocalReservation(this, user, of, estimate, state(user, of, now));
        } finally {
            guard.unlock();
        }
    }

    @Override
    public void reserve(Principal who, Allowance key, Estimate estimate, Consumer<Admission> told) {
        told.accept(reserve(who, key, estimate));
    }

    /** {@link #reserve(Principal, Allowance, Estimate)} where no API key has limits of its own. */
    public Admission reserve(Principal who, Estimate estimate) {
        return reserve(who, null, estimate);
    }

    @Override
    public RateState state(Principal who, Allowance key) {
        guard.lock();
        try {
            long now = now();
            RateState user = users.state(owner(who), tiers.get(who.tier()), now);
            return key == null ? user : user.orTighter(keys.state(key.id(), key.rates(), now));
        } finally {
            guard.unlock();
        }
    }

    @Override
    public int accounts() {
        guard.lock();
        try {
            return users.size() + keys.size();
        } finally {
            guard.unlock();
        }
    }

    @Override
    public void tiers(Map<Tier, Rates> rates) {
        guard.lock();
        try {
            tiers.putAll(rates);
        } finally {
            guard.unlock();
        }
    }

    void settle(LocalReservation reservation, long actual) {
        guard.lock();
        try {
            if (reservation.settled) return;
            reservation.settled = true;
            long now = now();
            Account user = reservation.user;
            Account key = reservation.key;
            user.end(user.charge(reservation.estimate), actual, now);
            if (key != null) key.end(key.charge(reservation.estimate), actual, now);
        } finally {
            guard.unlock();
        }
    }

    private static RateState state(Account user, Account key, long now) {
        return key == null ? user.state(now) : user.state(now).orTighter(key.state(now));
    }

    private static User owner(Principal who) {
        return new User(who.tenant(), who.user(), who.tier());
    }

    /** Counted from the beginning, so that sums of times stay far from overflow. */
    private long now() {
        return nanos.getAsLong() - epoch;
    }
}
