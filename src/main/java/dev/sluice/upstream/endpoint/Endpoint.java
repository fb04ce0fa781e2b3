package dev.sluice.upstream.endpoint;

import dev.sluice.model.UpstreamConfig.EndpointConfig;
import dev.sluice.model.UpstreamPolicy;

/** One endpoint as the node sees it. Under the guard of {@link Endpoints}. */
final class Endpoint {
    /** Where slow start begins: enough to learn from, too little to hurt. */
    private static final double FIRST_SHARE = 0.1;

    final int index;
    final String name;
    final boolean backup;
    final Checks checks;
    final Ejection ejection;
    final Tally tally;
    int weight;
    int inFlight;
    Order order = Order.READY;
    /** An operator said it, whatever the configuration says. */
    boolean weighed;
    /** The state that was told last. */
    State told = State.UP;
    /** Of the smooth round robin. */
    double current;

    private final long slowStartNanos;
    private long backSince;
    private boolean slow;

    Endpoint(int index, String name, EndpointConfig config, UpstreamPolicy policy, long now) {
        this.index = index;
        this.name = name;
        this.backup = config.backup();
        this.weight = config.weight();
        this.checks = new Checks(policy.health().rise(), policy.health().fall());
        this.ejection = new Ejection(policy.ejection());
        this.tally = new Tally(now);
        this.slowStartNanos = policy.slowStart().toNanos();
    }

    State state(long now) {
        if (order == Order.MAINT) return State.MAINT;
        if (order == Order.DRAIN) return State.DRAINING;
        if (checks.down()) return State.DOWN;
        return ejection.holds(now) ? State.EJECTED : State.UP;
    }

    /** It was away and is up again: its share grows from a tenth to the whole. */
    void back(long now) {
        slow = slowStartNanos > 0;
        backSince = now;
        current = 0;
    }

    /** The weight that counts now. */
    double share(long now) {
        if (!slow) return weight;
        double grown = (double) (now - backSince) / slowStartNanos;
        if (grown >= 1) slow = false;
        return weight * Math.min(1, Math.max(FIRST_SHARE, grown));
    }

    /** Load in relation to weight, with one call more. */
    double load(long now) {
        return (inFlight + 1) / share(now);
    }
}
