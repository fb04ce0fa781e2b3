package dev.sluice.admission;

import dev.sluice.model.Tier;

/**
 * All tickets that wait, a {@link Line} for each tier: one order over all of them, and within it each tier's own,
 * which the bounds per tier ask for. Guarded by its queue.
 */
final class Lines {
    private final QueuePolicy policy;
    private final Line[] lines = new Line[Tier.values().length];

    Lines(QueuePolicy policy) {
        this.policy = policy;
        for (int i = 0; i < lines.length; i++) lines[i] = new Line();
    }

    int size() {
        int size = 0;
        for (Line line : lines) size += line.size();
        return size;
    }

    int size(Tier tier) {
        return of(tier).size();
    }

    /** Who is next, or null. */
    Waiting first() {
        Waiting first = null;
        for (Line line : lines) {
            Waiting candidate = line.first();
            if (first == null || candidate != null && candidate.compareTo(first) < 0) first = candidate;
        }
        return first;
    }

    /** How many go before this ticket, which need not be in line. */
    int ahead(Waiting ticket) {
        int ahead = 0;
        for (Line line : lines) ahead += line.ahead(ticket);
        return ahead;
    }

    /**
     * Who has to go if the newcomer comes in: the worst of its tier where that is full, else the worst of all where
     * all places are taken; it may be the newcomer itself. Null where there is room.
     */
    Waiting victim(Waiting newcomer) {
        if (size(newcomer.tier) >= policy.of(newcomer.tier).length())
            return worse(newcomer, of(newcomer.tier).last());
        if (size() < policy.length()) return null;
        Waiting worst = newcomer;
        for (Line line : lines) worst = worse(worst, line.last());
        return worst;
    }

    void add(Waiting ticket) {
        of(ticket.tier).add(ticket);
    }

    void remove(Waiting ticket) {
        of(ticket.tier).remove(ticket);
    }

    private Line of(Tier tier) {
        return lines[tier.ordinal()];
    }

    /** @param b may be null */
    private static Waiting worse(Waiting a, Waiting b) {
        return b == null || b.compareTo(a) < 0 ? a : b;
    }
}
