package dev.sluice.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A session reads a stream.
 *
 * @param ordinal its number within the session: 1, 2, 3 …, never used twice
 * @param stream  what is read
 * @param tabs    the tabs that want it, each with the ordinal under which a connection of that tab alone knows it: the
 *                subscription's own for the first tab, a later one for a tab that joined later, so that a cursor which was
 *                true before the tab joined does not take the stream for finished. Empty once the last tab has left a feed
 * @param retired the last seq of a stream whose log is gone; 0 while there is one
 * @param from    what follows this seq is owed: 0 for an answer, which is owed whole
 * @param starts  likewise, for connections of the tabs that joined later
 * @param former  ordinals under which tabs that have left a feed knew it, the newest {@value #FORMER_KEPT}: an old cursor may
 *                still list them, which is no fault of it, and owes nothing
 */
public record Subscription(
        int ordinal,
        StreamId stream,
        Map<TabId, Integer> tabs,
        long retired,
        long from,
        Map<TabId, Long> starts,
        Set<Integer> former) {
    /** The last seq of a stream whose log is gone, where nobody knows how far it had come. Exact as a double, too. */
    public static final long UNKNOWN_END = 1L << 50;

    private static final int FORMER_KEPT = 32;

    public Subscription {
        tabs = Map.copyOf(tabs);
        starts = Map.copyOf(starts);
        former = Set.copyOf(former);
    }

    /** Of an answer: owed from its beginning. */
    public Subscription(int ordinal, StreamId stream, Map<TabId, Integer> tabs, long retired) {
        this(ordinal, stream, tabs, retired, 0, Map.of(), Set.of());
    }

    /** The first tab's, which is also the session's. */
    public static Subscription first(int ordinal, StreamId stream, TabId tab, long from) {
        return new Subscription(ordinal, stream, Map.of(tab, ordinal), 0, from, Map.of(), Set.of());
    }

    /**
     * The ordinal as seen by a connection of that tab alone, or, for null, of the whole session; 0 where it is not for it, or not
     * any more.
     */
    public int ordinalFor(TabId tab) {
        if (tab == null) return tabs.isEmpty() ? 0 : ordinal;
        return tabs.getOrDefault(tab, 0);
    }

    /** The seq after which a connection of that tab alone (null: of the whole session) begins. */
    public long fromFor(TabId tab) {
        return tab == null ? from : starts.getOrDefault(tab, from);
    }

    /** Its tabs, in the order in which they came. */
    List<TabId> tabsInOrder() {
        List<TabId> all = new ArrayList<>(tabs.keySet());
        all.sort(Comparator.comparingInt(tabs::get));
        return all;
    }

    /** Whether anybody is still to be told of new events. */
    public boolean live() {
        return retired == 0 && !tabs.isEmpty();
    }

    /** Another tab wants it, or the first one after all have left, who begin it anew. */
    public Subscription join(TabId tab, int nextOrdinal, long start) {
        if (tabs.isEmpty())
            return new Subscription(nextOrdinal, stream, Map.of(tab, nextOrdinal), 0, start, Map.of(), former);
        Map<TabId, Integer> all = new HashMap<>(tabs);
        all.put(tab, nextOrdinal);
        Map<TabId, Long> from = new HashMap<>(starts);
        from.put(tab, start);
        return new Subscription(ordinal, stream, all, retired, this.from, from, former);
    }

    /** The tab wants it no more. The last one that leaves ends it for the session. */
    public Subscription leave(TabId tab) {
        if (!tabs.containsKey(tab)) return this;
        Map<TabId, Integer> left = new HashMap<>(tabs);
        Set<Integer> past = new LinkedHashSet<>(former);
        past.add(left.remove(tab));
        if (left.isEmpty()) past.add(ordinal);
        while (past.size() > FORMER_KEPT)
            past.remove(past.stream().mapToInt(o -> o).min().getAsInt());
        Map<TabId, Long> from = new HashMap<>(starts);
        from.remove(tab);
        return new Subscription(ordinal, stream, left, retired, this.from, from, past);
    }

    /** Its log is gone. */
    public Subscription retire(long lastSeq) {
        return new Subscription(ordinal, stream, tabs, Math.max(1, lastSeq), from, starts, former);
    }
}
