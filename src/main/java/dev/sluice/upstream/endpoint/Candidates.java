package dev.sluice.upstream.endpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Which of an upstream's endpoints may take a call now, and which it can do without. Under the guard of {@link Endpoints}. */
final class Candidates {
    private final List<Endpoint> all;
    private final int most;

    /**
     * @param all  of the upstream; still being filled
     * @param most calls that one may have at once; 0 for any number
     */
    Candidates(List<Endpoint> all, int most) {
        this.all = all;
        this.most = most;
    }

    /** Those that were not tried yet, the backups last; where all were, any that is open. */
    List<Endpoint> after(Set<Integer> tried, long now) {
        List<Endpoint> open = open(now);
        List<Endpoint> fresh = tried.isEmpty() ? open : only(open, e -> !tried.contains(e.index));
        if (fresh.isEmpty()) fresh = open;
        List<Endpoint> regular = only(fresh, e -> !e.backup);
        return regular.isEmpty() ? fresh : regular;
    }

    /** Where nobody is up, those that are only suspected serve: a bad endpoint is better than none. */
    List<Endpoint> open(long now) {
        State serves = serving(now);
        return only(all, e -> serves(e, serves, now) && (most == 0 || e.inFlight < most));
    }

    /** Whether there is one that serves, though it may be busy. */
    boolean any(long now) {
        State serves = serving(now);
        return all.stream().anyMatch(e -> serves(e, serves, now));
    }

    /** At most half are ejected, and never the last that is up. */
    boolean expendable(Endpoint suspect, long now) {
        long ejected = all.stream().filter(e -> e.ejection.holds(now)).count();
        boolean others = all.stream().anyMatch(e -> e != suspect && serves(e, State.UP, now));
        return others && 2 * (ejected + 1) <= all.size();
    }

    private State serving(long now) {
        for (Endpoint e : all) if (serves(e, State.UP, now)) return State.UP;
        return State.EJECTED;
    }

    private static boolean serves(Endpoint e, State state, long now) {
        return e.weight > 0 && e.state(now) == state;
    }

    static List<Endpoint> only(List<Endpoint> from, Predicate<Endpoint> which) {
        List<Endpoint> found = new ArrayList<>(from.size());
        for (Endpoint e : from) if (which.test(e)) found.add(e);
        return found;
    }
}
