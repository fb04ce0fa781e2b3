package dev.sluice.admission;

import dev.sluice.admission.PermitQueue.Outcome;
import dev.sluice.admission.PermitQueue.Permit;
import dev.sluice.admission.PermitQueue.Ticket;
import dev.sluice.admission.PermitQueue.Waiter;
import dev.sluice.model.Failure;
import dev.sluice.model.Principal;
import dev.sluice.model.Tier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A queue under a clock that is set by hand, with tickets that go by a name and write down what they are told. */
final class QueueRig {
    final List<String> told = new ArrayList<>();
    final Map<String, Permit> held = new HashMap<>();
    final Map<String, Failure> failures = new HashMap<>();
    final FairPermits permits;
    private long now = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();

    /** The clock overflows a second after the start, as {@link System#nanoTime} may. */
    QueueRig(int limit, QueuePolicy policy) {
        permits = new FairPermits("openai", PermitLimit.fixed(limit), policy, () -> now);
    }

    /** @param penalties of free, pro and enterprise, in milliseconds */
    static QueuePolicy policy(int length, int tierLength, long quantumMillis, long waitMillis, long... penalties) {
        return new QueuePolicy(
                length,
                Map.of(
                        Tier.FREE, terms(penalties[0], quantumMillis, tierLength, waitMillis),
                        Tier.PRO, terms(penalties[1], quantumMillis, tierLength, waitMillis),
                        Tier.ENTERPRISE, terms(penalties[2], quantumMillis, tierLength, waitMillis)));
    }

    private static TierQueue terms(long penalty, long quantum, int length, long wait) {
        return new TierQueue(Duration.ofMillis(penalty), Duration.ofMillis(quantum), length, Duration.ofMillis(wait));
    }

    void passMillis(long millis) {
        now += Duration.ofMillis(millis).toNanos();
    }

    Ticket acquire(String name, String user, Tier tier, Duration patience) {
        return permits.acquire(new Principal(user, "t", tier, Set.of()), patience, new Waiter() {
            @Override
            public void granted(Permit permit) {
                told.add("granted " + name);
                held.put(name, permit);
            }

            @Override
            public void shed(Failure failure) {
                told.add(failure.code() + " " + name);
                failures.put(name, failure);
            }
        });
    }

    Ticket acquire(String name, String user, Tier tier) {
        return acquire(name, user, tier, null);
    }

    void release(String name) {
        held.remove(name).release(Outcome.SUCCESS);
    }

    /** What was told since the last time. */
    List<String> told() {
        List<String> news = List.copyOf(told);
        told.clear();
        return news;
    }

    /** Releases whichever permit is out, one after the other, until nobody holds one; the order of the grants. */
    List<String> drain() {
        told.clear();
        while (!held.isEmpty()) release(held.keySet().iterator().next());
        return told().stream().map(line -> line.replace("granted ", "")).toList();
    }
}
