package dev.sluice.hub.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Which copies go first where a node's logs hold too much: those that nobody here reads, since the store gives them again. Finished ones
 * before running ones, which are sooner wanted again; among these whoever was not read for longest.
 */
final class Shedding {
    /** A copy that was just in use stays for a moment: who left it may be back. */
    static final long JUST_NANOS = 3_000_000_000L;

    private static final Comparator<Replica> ORDER = Comparator.<Replica, Boolean>comparing(
                    replica -> !replica.log().sealed())
            .thenComparingLong(replica -> replica.usedNanos);

    private Shedding() {}

    /**
     * @param excess bytes to be freed
     * @return no more than need be; fewer where the rest is read
     */
    static List<Replica> choose(Collection<Replica> copies, long excess, long now) {
        if (excess <= 0) return List.of();
        List<Replica> unread = new ArrayList<>();
        for (Replica copy : copies) {
            // Somebody who holds it may be about to read it, and would wait for what nobody brings up to date any more.
            if (copy.used() || copy.handed > 0) continue;
            if (now - copy.usedNanos > JUST_NANOS) unread.add(copy);
        }
        unread.sort(ORDER);
        List<Replica> gone = new ArrayList<>();
        long left = excess;
        for (Replica copy : unread) {
            if (left <= 0) break;
            left -= copy.log().held();
            gone.add(copy);
        }
        return gone;
    }
}
