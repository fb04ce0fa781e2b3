package dev.sluice.channel;

import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.Principal;
import dev.sluice.model.SessionId;
import dev.sluice.model.SessionState;
import dev.sluice.model.StreamId;
import dev.sluice.model.Subscription;
import dev.sluice.model.TabId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** One session's state and when it was last used. Immutable: each step yields the next, or this one where nothing changed. */
record MemorySession(SessionState state, long usedMillis) {
    /** Subscriptions that are over and still remembered, so that an old cursor is told of its gap. */
    private static final int RETIRED_KEPT = 64;

    static MemorySession create(Principal principal, long nowMillis) {
        // 36^4 tags: enough to tell two lives of one session apart.
        String epoch = Long.toString(ThreadLocalRandom.current().nextLong(36L * 36 * 36, 36L * 36 * 36 * 36), 36);
        SessionState state =
                new SessionState(SessionId.random(), epoch, principal, 1, Set.of(TabId.DEFAULT), List.of(), 1);
        return new MemorySession(state, nowMillis);
    }

    MemorySession used(long nowMillis) {
        return new MemorySession(state, nowMillis);
    }

    MemorySession openTab(TabId tab, int max) {
        if (state.tabs().contains(tab)) return this;
        if (state.tabs().size() > max)
            throw refuse(
                    Kind.CONFLICT,
                    "tab_limit",
                    "tab: this session has " + max + " open tabs, its limit; close one first");
        Set<TabId> tabs = new HashSet<>(state.tabs());
        tabs.add(tab);
        return next(state.nextOrdinal(), tabs, state.subscriptions());
    }

    MemorySession closeTab(TabId tab) {
        if (tab.equals(TabId.DEFAULT) || !state.tabs().contains(tab)) return this;
        Set<TabId> tabs = new HashSet<>(state.tabs());
        tabs.remove(tab);
        return next(state.nextOrdinal(), tabs, state.subscriptions());
    }

    MemorySession subscribe(TabId tab, StreamId stream, long from, int max) {
        if (!state.tabs().contains(tab))
            throw new Failure(
                            Kind.NOT_FOUND,
                            "unknown_tab",
                            "tab: got \"" + tab + "\", expected an open one; PUT /api/v1/tabs/" + tab + " opens it",
                            "tab",
                            null)
                    .exception();
        Subscription known = state.subscription(stream);
        if (known != null && known.tabs().containsKey(tab)) return this;
        boolean more = known == null || !known.live();
        if (more && state.subscriptions().stream().filter(Subscription::live).count() >= max)
            throw refuse(Kind.CONFLICT, "stream_limit", "this session has " + max + " live streams, its limit");
        int ordinal = state.nextOrdinal();
        Subscription next =
                known == null ? Subscription.first(ordinal, stream, tab, from) : known.join(tab, ordinal, from);
        List<Subscription> all = new ArrayList<>(state.subscriptions());
        if (next.ordinal() == ordinal) {
            all.remove(known);
            all.add(next);
        } else {
            all.set(all.indexOf(known), next);
        }
        return next(ordinal + 1, state.tabs(), all);
    }

    MemorySession unsubscribe(TabId tab, StreamId stream) {
        Subscription known = state.subscription(stream);
        if (known == null || !known.tabs().containsKey(tab)) return this;
        List<Subscription> all = new ArrayList<>(state.subscriptions());
        all.set(all.indexOf(known), known.leave(tab));
        return next(state.nextOrdinal(), state.tabs(), bounded(all));
    }

    MemorySession retire(StreamId stream, long lastSeq) {
        Subscription known = state.subscription(stream);
        if (known == null || known.retired() > 0) return this;
        List<Subscription> all = new ArrayList<>(state.subscriptions());
        all.set(all.indexOf(known), known.retire(lastSeq));
        return next(state.nextOrdinal(), state.tabs(), bounded(all));
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

    private MemorySession next(int nextOrdinal, Set<TabId> tabs, List<Subscription> subscriptions) {
        SessionState next = new SessionState(
                state.id(),
                state.epoch(),
                state.principal(),
                nextOrdinal,
                Set.copyOf(tabs),
                List.copyOf(subscriptions),
                state.version() + 1);
        return new MemorySession(next, usedMillis);
    }

    private static RuntimeException refuse(Kind kind, String code, String message) {
        return Failure.of(kind, code, message).exception();
    }
}
