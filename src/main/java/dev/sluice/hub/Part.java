package dev.sluice.hub;

import dev.sluice.hub.InFlight.Joined;
import dev.sluice.hub.InFlight.Left;
import java.util.function.Consumer;

/**
 * One request's part in work that several share. Belongs to the request's loop.
 *
 * @param <T> the work
 */
final class Part<T> {
    private final InFlight<T> all;
    private final Joined<T> joined;
    private final boolean eachPays;
    private final Consumer<T> abandoned;
    private boolean over;
    private boolean pays;

    /**
     * @param eachPays  whether everybody pays, not only one of them
     * @param abandoned told where nobody needs the work any more
     */
    Part(InFlight<T> all, Joined<T> joined, boolean eachPays, Consumer<T> abandoned) {
        this.all = all;
        this.joined = joined;
        this.eachPays = eachPays;
        this.abandoned = abandoned;
    }

    T work() {
        return joined.entry().work();
    }

    /** Whether everybody pays for what no provider was asked for. */
    boolean eachPays() {
        return eachPays;
    }

    Supply.Kind kind() {
        return joined.first() ? Supply.Kind.OWN : Supply.Kind.COALESCED;
    }

    /**
     * Leaves; the first time counts.
     *
     * @param served whether it had the work to its end, good or bad
     * @return whether it pays
     */
    boolean leave(boolean served) {
        if (over) return pays;
        over = true;
        Left left = all.leave(joined, served);
        pays = eachPays || left.pays();
        if (left.last()) abandoned.accept(work());
        return pays;
    }
}
