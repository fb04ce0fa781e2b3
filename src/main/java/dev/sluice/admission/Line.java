package dev.sluice.admission;

/**
 * The tickets of one tier in the order of their deadlines: a treap (Seidel and Aragon, 1996) whose knots also count
 * what is under them. So first, last, add, remove and how many are ahead each take O(log n), about 30 steps among
 * 10,000. The tickets are the knots themselves; nothing else is allocated. Guarded by its queue.
 */
final class Line {
    private Waiting root;

    int size() {
        return size(root);
    }

    /** The best ticket, or null. */
    Waiting first() {
        Waiting at = root;
        while (at != null && at.before != null) at = at.before;
        return at;
    }

    /** The worst ticket, or null. */
    Waiting last() {
        Waiting at = root;
        while (at != null && at.after != null) at = at.after;
        return at;
    }

    /** How many go before this ticket, which need not be in this line. */
    int ahead(Waiting ticket) {
        int ahead = 0;
        Waiting at = root;
        while (at != null) {
            if (at.compareTo(ticket) < 0) {
                ahead += 1 + size(at.before);
                at = at.after;
            } else {
                at = at.before;
            }
        }
        return ahead;
    }

    /** @param ticket in no line yet */
    void add(Waiting ticket) {
        root = add(root, ticket);
    }

    /** @param ticket in this line */
    void remove(Waiting ticket) {
        root = remove(root, ticket);
        ticket.before = null;
        ticket.after = null;
        ticket.size = 0;
    }

    private static Waiting add(Waiting at, Waiting ticket) {
        if (at == null || ticket.rank > at.rank) {
            split(at, ticket, ticket);
            count(ticket);
            return ticket;
        }
        if (ticket.compareTo(at) < 0) at.before = add(at.before, ticket);
        else at.after = add(at.after, ticket);
        at.size++;
        return at;
    }

    /**
     * Cuts a subtree at the ticket: what goes before it becomes {@code into.before}, what goes after it {@code
     * into.after}. {@code into} serves as the pair of results, so that nothing is allocated.
     */
    private static void split(Waiting at, Waiting ticket, Waiting into) {
        if (at == null) {
            into.before = null;
            into.after = null;
        } else if (at.compareTo(ticket) < 0) {
            split(at.after, ticket, into);
            at.after = into.before;
            count(at);
            into.before = at;
        } else {
            split(at.before, ticket, into);
            at.before = into.after;
            count(at);
            into.after = at;
        }
    }

    private static Waiting remove(Waiting at, Waiting ticket) {
        if (at == ticket) return join(at.before, at.after);
        if (ticket.compareTo(at) < 0) at.before = remove(at.before, ticket);
        else at.after = remove(at.after, ticket);
        at.size--;
        return at;
    }

    private static Waiting join(Waiting before, Waiting after) {
        if (before == null) return after;
        if (after == null) return before;
        if (before.rank > after.rank) {
            before.after = join(before.after, after);
            count(before);
            return before;
        }
        after.before = join(before, after.before);
        count(after);
        return after;
    }

    private static void count(Waiting at) {
        at.size = 1 + size(at.before) + size(at.after);
    }

    private static int size(Waiting at) {
        return at == null ? 0 : at.size;
    }
}
