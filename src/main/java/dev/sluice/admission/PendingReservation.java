package dev.sluice.admission;

import dev.sluice.model.Principal;
import java.util.function.Consumer;

/**
 * A request that waits until this node has drawn what it needs of its accounts. Guarded by {@link LookAhead}.
 */
final class PendingReservation {
    /** Null where the user has no limits. */
    final SharedAccount user;
    /** Of the API key, or null. */
    final SharedAccount key;

    private final Principal who;
    private final Allowance allowance;
    private final Estimate estimate;
    private final Consumer<Admission> told;
    private int draws;
    private int rounds;

    PendingReservation(
            SharedAccount user,
            SharedAccount key,
            Principal who,
            Allowance allowance,
            Estimate estimate,
            Consumer<Admission> told) {
        this.user = user;
        this.key = key;
        this.who = who;
        this.allowance = allowance;
        this.estimate = estimate;
        this.told = told;
    }

    Estimate estimate() {
        return estimate;
    }

    Consumer<Admission> told() {
        return told;
    }

    /** Waits for one more draw. */
    void await(SharedAccount account) {
        draws++;
        rounds++;
        account.await(this);
    }

    /** How often it has been waiting for a draw. */
    int rounds() {
        return rounds;
    }

    /** Nobody answers: this node's own limits decide. Outside the guard. */
    void fallBack(Limits alone) {
        alone.reserve(who, allowance, estimate, told);
    }

    /** A draw is done; whether it was the last one. */
    boolean drawn() {
        return --draws == 0;
    }
}
