package dev.sluice.model;

import dev.sluice.model.Failure.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the store holds of a session, as it was at one moment. Immutable: each step yields the next state, or this one where nothing
 * changes; so every store does the same, and only keeps it somewhere else.
 *
 * @param id            the session
 * @param epoch         tag of its life in this store: another one means that the store lost what cursors refer to
 * @param principal     whose it is
 * @param nextOrdinal   the ordinal that the next subscription gets
 * @param tabs          the open tabs; {@link TabId#DEFAULT} is always among them
 * @param subscriptions in the order of their ordinals
 * @param version       grows with each change
 */
public record SessionState(
        SessionId id,
        String epoch,
        Principal principal,
        int nextOrdinal,
        Set<TabId> tabs,
        List<Subscription> subscriptions,
        long version) {
    /** Subscriptions that are over and still remembered, so that an old cursor is told of its gap. */
    private static final int RETIRED_KEPT = 64;

    public SessionState {
        tabs = Set.copyOf(tabs);
        subscriptions = List.copyOf(subscriptions);
    }

    /** A new session. */
    public static SessionState begin(Principal principal) {
        return new SessionState(SessionId.random(), Ids.epoch(), principal, 1, Set.of(TabId.DEFAULT), List.of(), 1);
    }

    /** The same in another life: cursors of the one before are not believed any more. */
    public SessionState reborn() {
        return new SessionState(id, Ids.epoch(), principal, nextOrdinal, tabs, subscriptions, version + 1);
    }

    /** The same, newer than that version. */
    public SessionState above(long other) {
        return new SessionState(id, epoch, principal, nextOrdinal, tabs, subscriptions, Math.max(version, other) + 1);
    }

    /** The subscription to that stream, or null. */
    public Subscription subscription(StreamId stream) {
        for (Subscription s : subscriptions) if (s.stream().equals(stream)) return s;
        return null;
    }

    /** @param max tabs beside the nameless one; more fails with {@code tab_limit} */
    public SessionState openTab(TabId tab, int max) {
        if (tabs.contains(tab)) return this;
        if (tabs.size() > max)
            throw refuse("tab_limit", "tab: this session has " + max + " open tabs, its limit; close one first");
        Set<TabId> all = new HashSet<>(tabs);
        all.add(tab);
        return next(nextOrdinal, all, subscriptions);
    }

    /** The nameless one stays. */
    public SessionState closeTab(TabId tab) {
        if (tab.equals(TabId.DEFAULT) || !tabs.contains(tab)) return this;
        Set<TabId> all = new HashSet<>(tabs);
        all.remove(tab);
        return next(nextOrdinal, all, subscriptions);
    }

    /**
     * Fails with {@code unknown_tab}, {@code stream_limit}.
     *
     * @param from the last seq that is not owed
     * @param max  live streams
     */
    public SessionState subscribe(TabId tab, StreamId stream, long from, int max) {
        if (!tabs.contains(tab))
            throw new Failure(
                            Kind.NOT_FOUND,
                            "unknown_tab",
                            "tab: got \"" + tab + "\", expected an open one; PUT /api/v1/tabs/" + tab + " opens it",
                            "tab",
                            null)
                    .exception();
        Subscription known = subscription(stream);
        if (known != null && known.tabs().containsKey(tab)) return this;
        boolean more = known == null || !known.live();
        if (more && subscriptions.stream().filter(Subscription::live).count() >= max)
            throw refuse("stream_limit", "this session has " + max + " live streams, its limit");
        Subscription next =
                known == null ? Subscription.first(nextOrdinal, stream, tab, from) : known.join(tab, nextOrdinal, from);
        List<Subscription> all = new ArrayList<>(subscriptions);
        if (next.ordinal() == nextOrdinal) {
            all.remove(known);
            all.add(next);
        } else {
            all.set(all.indexOf(known), next);
        }
        return next(nextOrdinal + 1, tabs, all);
    }

    /** The tab wants no more of the stream; the same where it did not. */
    public SessionState unsubscribe(TabId tab, StreamId stream) {
        Subscription known = subscription(stream);
        if (known == null || !known.tabs().containsKey(tab)) return this;
        return over(known, known.leave(tab));
    }

    /** The stream's log is gone, which ended at {@code lastSeq}; the same where nothing changes. */
    public SessionState retire(StreamId stream, long lastSeq) {
        Subscription known = subscription(stream);
        if (known == null || known.retired() > 0) return this;
        return over(known, known.retire(lastSeq));
    }

    /**
     * With the tabs and live subscriptions that another state of this session has beyond this one: both went on from a common one, each
     * without the other. What the other one took away stays. New ordinals are given to what is new here.
     */
    public SessionState absorb(SessionState other) {
        Set<TabId> allTabs = new HashSet<>(tabs);
        allTabs.addAll(other.tabs);
        List<Subscription> all = new ArrayList<>(subscriptions);
        int ordinal = nextOrdinal;
        for (Subscription theirs : other.subscriptions) {
            if (!theirs.live()) continue;
            Subscription ours = subscription(theirs.stream());
            if (ours != null && ours.retired() > 0) continue;
            Subscription both = ours;
            for (TabId tab : theirs.tabsInOrder()) {
                if (both != null && both.tabs().containsKey(tab)) continue;
                both = both == null
                        ? Subscription.first(ordinal++, theirs.stream(), tab, theirs.from())
                        : both.join(tab, ordinal++, theirs.fromFor(tab));
            }
            if (both == ours) continue;
            all.remove(ours);
            all.add(both);
        }
        if (ordinal == nextOrdinal && allTabs.size() == tabs.size()) return this;
        all.sort(Comparator.comparingInt(Subscription::ordinal));
        return new SessionState(id, epoch, principal, ordinal, allTabs, all, Math.max(version, other.version) + 1);
    }

    /**
     * Whether cursors that were true of an earlier state are true of this one: what they know of has the same ordinals, and what they
     * don't know of has later ones.
     */
    public boolean continues(SessionState before) {
        for (Subscription now : subscriptions) {
            Subscription then = before.subscription(now.stream());
            if (!before.agrees(then == null ? 0 : then.ordinal(), now.ordinal())) return false;
            for (TabId tab : now.tabs().keySet())
                if (!before.agrees(then == null ? 0 : then.ordinalFor(tab), now.ordinalFor(tab))) return false;
        }
        return true;
    }

    private boolean agrees(int here, int later) {
        return later == here || later >= nextOrdinal;
    }

    private SessionState over(Subscription known, Subscription next) {
        List<Subscription> all = new ArrayList<>(subscriptions);
        all.set(all.indexOf(known), next);
        return next(nextOrdinal, tabs, bounded(all));
    }

    /** Forgets the oldest of those that are over, beyond those that old cursors may still ask for. */
    private static List<Subscription> bounded(List<Subscription> all) {
        long over = all.stream().filter(s -> !s.live()).count();
        for (int i = 0; i < all.size() && over > RETIRED_KEPT; ) {
            if (all.get(i).live()) i++;
            else {
                all.remove(i);
                over--;
            }
        }
        return all;
    }

    private SessionState next(int ordinal, Set<TabId> openTabs, List<Subscription> all) {
        return new SessionState(id, epoch, principal, ordinal, openTabs, all, version + 1);
    }

    private static FailureException refuse(String code, String message) {
        return Failure.of(Kind.CONFLICT, code, message).exception();
    }
}
